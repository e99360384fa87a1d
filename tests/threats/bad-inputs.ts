/** Where a bad input is a test case: a file, and the words by which it is found there. */
type Place = readonly [file: string, ...words: string[]]

const webhooks = 'tests/server/webhooks.test.ts'
const faults = 'tests/server/faults.test.ts'
const twilio = 'tests/channels/cases/twilio.ts'
const telegram = 'tests/channels/cases/telegram.ts'
const ussd = 'tests/channels/cases/africastalking-ussd.ts'
const sms = 'tests/channels/cases/africastalking-sms.ts'
const send = 'tests/channels/send.test.ts'
const conversation = 'tests/conversation/conversation.test.ts'

/** Bad inputs that are cases of other tests. */
export const elsewhere: Readonly<Record<string, readonly Place[]>> = {
  '1 wrong content type': [[webhooks, 'of another content type', 'without content type']],
  '2 empty body': [[webhooks, 'without a body has no effect']],
  '3 GET, PUT, TRACE': [[webhooks, "'GET', 'TRACE'", "'by PUT'"]],
  '4 more than 16 kB': [[webhooks, 'that is too large']],
  '5 101 parameters': [[webhooks, 'more than 100 fields']],
  '6 gzip bomb': [[webhooks, 'that unpacks to too much']],
  '7 fake gzip': [[webhooks, 'that is not packed as it says']],
  '8 character set UTF-16': [[webhooks, 'in another character set', 'charset=utf-16']],
  '9 Latin-1': [[sms, 'Latin-1 instead of UTF-8']],
  '10 broken escapes': [
    [webhooks, 'broken escapes and empty names'],
    [sms, 'a broken escape'],
  ],
  '12 hasOwnProperty': [[webhooks, 'hasOwnProperty=1']],
  '13 __proto__': [
    [webhooks, '__proto__=x'],
    [twilio, 'a field named like the prototype'],
  ],
  '14 a[b]': [
    [webhooks, 'a[b]=c'],
    [sms, 'a field as a list'],
  ],
  '15 the same parameter twice': [
    [webhooks, 'more than 100 times the same field'],
    [sms, 'the sender twice'],
  ],
  '16 forged forwarding headers': [
    [webhooks, 'x-forwarded-host', 'x-forwarded-proto', 'x-original-url'],
    [faults, 'do not escape by inventing addresses'],
  ],
  '17 truncated body': [[webhooks, 'that ends too early has no effect']],
  '18 slow sender': [[faults, 'too slowly is cut off']],
  '27 no signature': [[twilio, 'no signature']],
  '28 empty signature': [[twilio, 'an empty signature']],
  '29 wrong signature': [[twilio, 'a wrong signature']],
  '30 signature twice': [
    [twilio, 'the signature twice'],
    [webhooks, 'given twice is refused'],
  ],
  '31 signature of another address': [[twilio, 'the signature of another address']],
  '32 signature of another token': [[twilio, 'the signature of another token']],
  '33 unsigned field': [[twilio, 'a field that is not signed']],
  '34 shifted fields': [[twilio, 'fields shifted into each other, rightly signed']],
  '35 sender twice': [[twilio, 'the sender twice']],
  '36 reordered fields': [[twilio, 'fields in another order']],
  '37 new signed field': [[twilio, 'a new field that is signed']],
  '42 foreign account': [[twilio, 'another account', 'two accounts']],
  '45 pictures without text': [[twilio, 'pictures without text']],
  '48 Twilio error 21610': [
    [twilio, 'a message to somebody who wrote STOP to Twilio'],
    ['tests/end-to-end/no-answers.test.ts', "'21610', true"],
  ],
  '50 unknown status': [[twilio, 'a status that is new']],
  '53 sender with a name, or on WhatsApp': [[twilio, 'a sender with a name', 'whatsapp:+254711000111']],
  '54 no secret': [[telegram, 'no secret']],
  '55 wrong secret': [[telegram, 'a wrong secret']],
  '56 empty secret': [[telegram, 'an empty secret']],
  '57 secret twice': [
    [telegram, 'the secret twice'],
    [webhooks, 'given twice is refused'],
  ],
  '58 empty object': [[telegram, 'an empty object']],
  '59 array': [[telegram, 'an array']],
  '60 null': [[telegram, "null: telegramRequest('null')"]],
  '61 no chat': [[telegram, 'no chat']],
  '62 update id as text': [[telegram, 'an update id as text']],
  '63 update id beyond 2^53': [[telegram, 'an update id beyond exact numbers']],
  '65 depth': [
    [telegram, 'nothing but depth', 'unknown fields of any depth'],
    [webhooks, 'a body of nothing but depth is refused'],
  ],
  '68 lower update id': [[telegram, 'a lower update id']],
  '69 groups, channels, edits': [
    [telegram, 'a group', 'a channel post', 'an edited message', 'a change of membership'],
  ],
  '70 picture, contact, location': [[telegram, 'a picture', 'a contact', 'a location']],
  '71 forged button': [[telegram, 'a tapped inline button']],
  '73 slow handling': [[faults, 'a conversation that takes too long counts as one that cannot store']],
  '74 refused by Telegram': [
    [send, 'is given up on', 'is not wanted by somebody who has blocked us', 'waits as long as the provider asks'],
  ],
  '75 wrong secret': [[ussd, 'a wrong secret', 'a secret in other case']],
  '76 no session, no phone': [[ussd, 'no session', 'no phone']],
  '77 unescaped plus': [[ussd, 'a plus sign that was not escaped']],
  '80 stars in an answer': [[ussd, 'an answer of stars']],
  '88 database stands still': [
    ['tests/store/outage.test.ts', 'unavailable'],
    [faults, 'USSD tells the person'],
  ],
  '89 screen longer than the network allows': [[conversation, 'a screen that does not fit is paged']],
  '90 dialled again': [[conversation, 'goes on where it was when the person dials again']],
  '91 no id, no text': [[sms, 'no id', 'no text']],
  '92 sender MTN': [[sms, 'a sender with a name']],
  '93 dates': [[sms, 'the other form of date', 'a date that is none']],
  '94 reports': [[sms, 'a status that is new', "reported('Submitted')"]],
  '95 accepted, but not for this number': [[send, '406']],
  '100 sent again after two days': [['tests/store/retention.test.ts', 'after seven days']],
}

const noSuchChannel = 'there is no channel for such a gateway'
const answersInTheResponse =
  'what is said by Twilio stands in the response; nothing is sent by a call that could be refused'

/** Bad inputs that cannot occur. */
export const notApplicable: Readonly<Record<string, string>> = {
  '49 Twilio error 63018': answersInTheResponse,
  '96 a batch of Infobip with one bad message': noSuchChannel,
  '97 parts of Vonage, reversed or missing': noSuchChannel,
  '98 repeats of a gateway without ids': noSuchChannel,
  '99 ids of an Android gateway that are not unique': noSuchChannel,
}
