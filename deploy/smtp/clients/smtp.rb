# Sends the mail on standard input with Net::SMTP. Environment: see client.py.
require "net/smtp"

tls = OpenSSL::SSL::SSLContext.new
tls.set_params(ca_file: ENV["CA"])
smtp = Net::SMTP.new(ENV["HOST"], ENV["PORT"].to_i)
case ENV["MODE"]
when "implicit" then smtp.enable_tls(tls)
when "starttls" then smtp.enable_starttls(tls)
else smtp.disable_starttls
end
smtp.start(helo: "client.example", user: "shop", secret: ENV["KEY"], authtype: ENV["AUTH"].to_sym) do
  smtp.send_message($stdin.binmode.read, ENV["SENDER"], ENV["RECIPIENTS"].split)
end
