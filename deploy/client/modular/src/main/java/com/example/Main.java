package com.example;

import io.mailsender.client.MailSender;

public final class Main {

    private Main() {}

    public static void main(String[] args) throws Exception {
        Drill.run(MailSender.at(args[0]));
    }
}
