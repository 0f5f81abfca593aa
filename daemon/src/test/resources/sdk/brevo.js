// Sends with Brevo's own client the mail of BrevoTest.rich(), and then reads what BrevoAccount reads. Argument: the server's URL.
const {BrevoClient} = require('@getbrevo/brevo');

const brevo = new BrevoClient({apiKey: 'xkeysib-secret', baseUrl: process.argv[2] + '/v3', maxRetries: 0});

async function main() {
  await brevo.transactionalEmails.sendTransacEmail({
    sender: {email: 'shop@example.com', name: 'Müllers Laden'},
    to: [{email: 'ann@example.org', name: 'Doe, Ann'}, {email: 'bob@example.org'}],
    cc: [{email: 'cy@example.org'}],
    bcc: [{email: 'dee@example.org'}],
    replyTo: {email: 'help@example.com', name: 'Hilfe'},
    subject: 'Über 5 €',
    htmlContent: '<p>Danke.</p>',
    textContent: 'Danke.',
    attachment: [{name: 'order.PDF', content: Buffer.from([9, 8]).toString('base64')}],
    headers: {'X-Order': 'No 7', 'X-Mailin-custom': 'mail-sender-id:0123456789abcdef0123456789abcdef'},
    tags: ['order', 'new customer'],
  });
  await brevo.account.getAccount();
  await brevo.senders.getSenders();
  await brevo.domains.getDomains();
}

main().catch((e) => {
  console.error(e);
  process.exit(1);
});
