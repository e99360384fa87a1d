/**
 * One message as one transaction, the plain way: lock and read the session, write it, write the answer, note the message with
 * the screen that answered it. The values that differ are given as expressions, so that the same text serves as a prepared
 * statement with parameters and as a script.
 */
export const statementsOf = (values: {
  readonly contact: string
  readonly session: string
  readonly message: string
  readonly screen: string
}) =>
  [
    `SELECT sealed, opted_out FROM contact WHERE contact_key = ${values.contact} FOR UPDATE`,
    `UPDATE contact SET sealed = ${values.session}, opted_out = false, idle_at = now() + interval '30 minutes',
       last_seen = current_date WHERE contact_key = ${values.contact}`,
    `INSERT INTO answer (contact_key, question, value) VALUES (${values.contact}, 'satisfaction', '3')`,
    `INSERT INTO inbound_message (message_key, sealed, received_on)
       VALUES (${values.message}, ${values.screen}, current_date)`,
  ] as const
