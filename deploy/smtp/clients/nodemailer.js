// Sends the mail on standard input as it is, or with COMPOSE one of its own. Environment: see client.py.
const fs = require("fs");
const nodemailer = require("nodemailer");
const env = process.env;

async function main() {
  const transport = nodemailer.createTransport({
    host: env.HOST,
    port: Number(env.PORT),
    secure: env.MODE === "implicit",
    requireTLS: env.MODE === "starttls",
    ignoreTLS: env.MODE === "clear",
    authMethod: env.AUTH.toUpperCase(),
    auth: { user: "shop", pass: env.KEY },
    tls: { ca: fs.readFileSync(env.CA) },
  });
  const envelope = { from: env.SENDER, to: env.RECIPIENTS.split(" ") };
  const mail = env.COMPOSE
    ? {
        from: "Shop <shop@shop.example>",
        to: "Ann <ann@x.example>",
        cc: "bob@x.example",
        bcc: "carol@x.example",
        subject: env.COMPOSE,
        text: "one\n.\nGrüße\n",
        html: "<p>Grüße</p>",
        attachments: [{ filename: "Übersicht.txt", content: "x".repeat(20000) }],
      }
    : { envelope, raw: fs.readFileSync(0) };
  const result = await transport.sendMail(mail);
  console.log(result.response);
  if (result.rejected.length > 0) {
    throw new Error("refused: " + result.rejected);
  }
}
main().catch((e) => {
  console.error(e.message);
  process.exit(1);
});
