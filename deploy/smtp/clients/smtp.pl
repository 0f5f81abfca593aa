# Sends the mail on standard input with Net::SMTP. Environment: see client.py.
use strict;
use warnings;
use Authen::SASL;
use Net::SMTP;

my %tls = (SSL_ca_file => $ENV{CA}, SSL_verify_mode => 1);
my $smtp = Net::SMTP->new($ENV{HOST}, Port => $ENV{PORT}, Hello => 'client.example', SSL => $ENV{MODE} eq 'implicit', %tls)
    or die "no connection: $@\n";
sub check { $_[0] or die $smtp->code . ' ' . $smtp->message . "\n" }
check($smtp->starttls(%tls)) if $ENV{MODE} eq 'starttls';
my $sasl = Authen::SASL->new(mechanism => uc $ENV{AUTH}, callback => {user => 'shop', pass => $ENV{KEY}, authname => ''});
check($smtp->auth($sasl));
binmode STDIN;
my $mail = do { local $/; <STDIN> };
check($smtp->mail($ENV{SENDER}, $mail =~ /[\x80-\xff]/ ? (Bits => '8') : ()));
check($smtp->to(split ' ', $ENV{RECIPIENTS}));
check($smtp->data($mail));
check($smtp->quit);
