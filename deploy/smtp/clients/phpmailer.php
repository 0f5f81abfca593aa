<?php
// Composes a mail with the subject SUBJECT and sends it with PHPMailer. Environment: see client.py; BIG: as many octets of text.
require 'libphp-phpmailer/autoload.php';

$mailer = new PHPMailer\PHPMailer\PHPMailer(true);
$mailer->isSMTP();
$mailer->Host = getenv('HOST');
$mailer->Port = (int) getenv('PORT');
$mailer->SMTPAuth = true;
$mailer->AuthType = strtoupper(getenv('AUTH'));
$mailer->Username = 'shop';
$mailer->Password = getenv('KEY');
$mailer->SMTPSecure = ['clear' => '', 'starttls' => 'tls', 'implicit' => 'ssl'][getenv('MODE')];
$mailer->SMTPAutoTLS = false;
$mailer->SMTPOptions = ['ssl' => ['cafile' => getenv('CA')]];
// Its exceptions do not say what the server answered.
$mailer->SMTPDebug = 2;
$mailer->Debugoutput = fn($text) => fwrite(STDERR, trim($text) . "\n");
$mailer->CharSet = 'utf-8';
$mailer->Encoding = '8bit';
$mailer->setFrom('shop@shop.example', 'Shop');
$mailer->Sender = getenv('SENDER');
$mailer->addAddress('ann@x.example', 'Ann');
$mailer->addCC('bob@x.example');
$mailer->addBCC('carol@x.example');
$mailer->Subject = getenv('SUBJECT');
$mailer->Body = "one\n.\n..two\nGrüße\n" . str_repeat("x\n", (int) ((int) getenv('BIG') / 2));
try {
    $mailer->send();
} catch (PHPMailer\PHPMailer\Exception $e) {
    fwrite(STDERR, $e->getMessage() . "\n");
    exit(1);
}
