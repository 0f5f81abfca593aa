// Sends with Mailjet's own client the mail of MailjetTest.rich(), and then reads what MailjetAccount reads. Argument: the server's URL.
const {Client, Request} = require('node-mailjet');

const server = new URL(process.argv[2]);
// Mailjet's client speaks HTTPS only; the test's server does not.
Request.protocol = 'http://';
const mailjet = new Client({apiKey: 'public', apiSecret: 'secret', config: {host: server.host}});

async function main() {
  await mailjet.post('send', {version: 'v3.1'}).request({
    Messages: [{
      From: {Email: 'shop@example.com', Name: 'Müllers Laden'},
      To: [{Email: 'ann@example.org', Name: 'Doe, Ann'}, {Email: 'bob@example.org'}],
      Cc: [{Email: 'cy@example.org'}],
      Bcc: [{Email: 'dee@example.org'}],
      ReplyTo: {Email: 'help@example.com'},
      Subject: 'Über 5 €',
      TextPart: 'Danke.',
      HTMLPart: '<p>Danke.</p><img src="cid:logo">',
      Attachments: [{
        ContentType: 'application/pdf',
        Filename: 'Zürich.pdf',
        Base64Content: Buffer.from([9, 8]).toString('base64'),
      }],
      InlinedAttachments: [{
        ContentType: 'image/png',
        Filename: 'logo.png',
        ContentID: 'logo',
        Base64Content: Buffer.from([1, 2, 3]).toString('base64'),
      }],
      CustomCampaign: 'order',
      CustomID: '0123456789abcdef0123456789abcdef',
      EventPayload: JSON.stringify({a: '7 €', b: '"'}),
      Headers: {'X-Order': 'Nº 7', 'List-Unsubscribe': '<https://example.com/u>'},
    }],
    AdvanceErrorHandling: true,
  });
  await mailjet.get('sender').request({}, {Limit: 1000});
  await mailjet.get('dns').request({}, {Limit: 1000});
  await mailjet.get('apikey').request({}, {APIKey: 'public'});
  await mailjet.get('message').request({}, {
    CustomID: '0123456789abcdef0123456789abcdef',
    ShowCustomID: true,
    ShowContactAlt: true,
    Limit: 1000,
  });
}

main().catch((e) => {
  console.error(e);
  process.exit(1);
});
