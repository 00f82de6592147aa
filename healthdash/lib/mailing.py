"""Which of a mail server's refusals are about one mail."""

from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused

# The next mail may still be taken. After any other error it would wait for the same server in vain.
OF_ONE_MAIL = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError)
