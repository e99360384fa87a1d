/** Passwords of 12 characters and more that are tried first, in lower case and without signs; a short list, not a breach corpus. */
export const commonPasswords: ReadonlySet<string> = new Set(
  `1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw23edc qwertyuiop12 qwertyuiop123 qwertyuiop1234 qwerty123456 qwerty1234567 qwerty12345678
  qwertyuiopasdf qwertyuiopasdfghjkl asdfghjkl123 asdfghjklzxcvbnm zxcvbnm12345 zxcvbnm123456 qazwsxedcrfv qazwsxedc123
  password1234 password12345 password123456 password1234567 passwordpassword mypassword12 mypassword123 mypassword1234
  newpassword1 newpassword12 newpassword123 changeme1234 changeme12345 changemenow1 welcome12345 welcome123456 welcometoheard
  letmein12345 letmein123456 iloveyou1234 iloveyou12345 iloveyouforever iloveyousomuch administrator administrator1
  administrator12 administrator123 admin1234567 admin12345678 adminadmin12 adminadminadmin superadmin123 rootroot1234
  abcdefghijkl abcdefghijklm abcdefghijklmnop abc123456789 abcd12345678 abcdef123456 a1b2c3d4e5f6 aa1234567890 a12345678910
  1234567890qwerty 123456789abc 123456789qwe 1234567890ab 1234567890abc 1234qwer1234 123qweasdzxc 123123123123 111222333444
  112233445566 121212121212 147258369147 987654321098 012345678910 123456789101112 0123456789012 football1234 princess1234
  sunshine1234 monkey123456 dragon123456 basketball12 trustno1trustno1 correcthorsebatterystaple thisisapassword
  thisismypassword nopasswordhere secretsecret secretpassword supersecret1 supersecret123 bangladesh12 bangladesh123
  bangladesh1971 kenya1234567 nairobi12345 dhaka1234567 heardheardheard heardconsole heardconsole1 surveysurvey interview123`
    .split(/\s+/)
    .filter((word) => word !== ''),
)
