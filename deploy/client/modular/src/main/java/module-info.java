module com.example.consumer {
    requires io.mailsender.client;
}
