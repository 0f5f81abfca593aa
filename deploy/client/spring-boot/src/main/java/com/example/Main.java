package com.example;

import io.mailsender.client.MailSender;
import io.mailsender.client.MailSenderApi;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class Main {

    public static void main(String[] args) {
        SpringApplication.run(Main.class, "--mail-sender.url=" + args[0], "--spring.main.banner-mode=off");
    }

    @Bean
    MailSenderApi mailSender(@Value("${mail-sender.url}") String url) {
        return MailSender.builder(url).timeout(Duration.ofMinutes(1)).build();
    }

    @Bean
    CommandLineRunner drill(MailSenderApi mail) {
        return args -> Drill.run(mail);
    }
}
