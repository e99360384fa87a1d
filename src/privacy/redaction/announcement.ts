// Words that announce a telephone number or the number of an identity card, by language.
// biome-ignore format: one language in one row
const announcing = [
  // English
  'phone', 'telephone', 'tel', 'mobile', 'cell', 'cellphone', 'whatsapp', 'imo', 'viber', 'call(?:\\s(?:me|us|him|her))?', 'contact',
  'id', 'i\\.d', 'card', '(?:my|his|her|their|your)\\snumber', 'nid', 'nin', 'nrb', 'passport', 'licen[cs]e', 'citizenship', 'identity(?:\\scard)?', 'aadhaa?r', 'pan', 'cccd', 'cmnd',
  // Swahili
  'simu', 'kadi', 'namba\\s(?:yangu|yake|yao)', 'rununu', 'kitambulisho', 'nambari', 'pasipoti', 'nipigie',
  // Bangla
  'ফোন', 'মোবাইল', 'মোবাইলে', 'ফোনে', 'এনআইডি', 'পরিচয়পত্র', 'পাসপোর্ট', 'জন্ম\\sনিবন্ধন', 'নিবন্ধন', 'হোয়াটসঅ্যাপ', 'বিকাশ', 'কার্ড', '(?:আমার|তার)\\sনম্বর',
  // Hindi, Nepali
  'फोन', 'फ़ोन', 'मोबाइल', 'मोबाईल', 'आधार', 'नागरिकता', 'परिचयपत्र', 'पासपोर्ट', 'राहदानी', 'कार्ड', '(?:मेरा|मेरो)\\s(?:नंबर|नम्बर)',
  // Vietnamese
  'điện\\sthoại', 'đt', 'sđt', 'căn\\scước', 'hộ\\schiếu', 'zalo',
  // Chichewa
  'foni', 'lamya', 'chiphaso', 'chitupa',
]

// Words that may stand between the announcement and the number.
// biome-ignore format: one language in one row
const between = [
  'no', 'nos', 'num', 'number', 'numbers', 'card', 'is', 'are', 'my', 'on', 'at', 'of', 'mine',
  'namba', 'nambari', 'ya', 'yangu', 'yake', 'ni', 'kwa', 'la', 'langu', 'changu', 'cha', 'taifa',
  'নম্বর', 'নাম্বার', 'নং', 'আমার', 'হল', 'হলো', 'হচ্ছে', 'করুন',
  'नंबर', 'नम्बर', 'न', 'मेरा', 'मेरो', 'है', 'हो', 'संख्या',
  'số', 'của', 'tôi', 'là', 'yanga', 'nambala',
]

// The text before a number is read through a window, so that the time stays linear in the length of the text.
const windowLength = 60
const gap = '[\\s:;.,#=\'"\\u200b/-]'
const announcement = new RegExp(
  `(?:^|[^\\p{L}\\p{M}\\p{N}])(?:${announcing.join('|')})(?:${gap}{1,3}(?:${between.join('|')}))*${gap}{0,4}$`.normalize(),
  'iu',
)

/** Whether the words right before an offset say that a telephone or card number follows: `my ID is …`, `simu yangu ni …`. */
export const isAnnounced = (folded: string, offset: number): boolean =>
  announcement.test(folded.slice(Math.max(0, offset - windowLength), offset).normalize())
