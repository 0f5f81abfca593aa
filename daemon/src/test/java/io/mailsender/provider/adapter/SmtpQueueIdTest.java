package io.mailsender.provider.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpQueueIdTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            OK id=1dKauY-0006oj-4k                                          | 1dKauY-0006oj-4k
            OK id=1rAbCd-00000001XyZ-2aBc                                   | 1rAbCd-00000001XyZ-2aBc
            OK queued as 5e1f                                               | 5e1f
            OK Message accepted                                             | none
            2.0.0 Ok: queued as 4Z1y2X3w4V                                  | 4Z1y2X3w4V
            2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 7F3A12C0 | 7F3A12C0
            2.6.0 Ok, id=12345-06, from MTA([127.0.0.1]:10025): 250 Ok: queued as 9A8B7C | 9A8B7C
            Ok 0102018f1a2b3c4d-5e6f7a8b-9c0d-1e2f-3a4b-5c6d7e8f9a0b-000000 | 0102018f1a2b3c4d-5e6f7a8b-9c0d-1e2f-3a4b-5c6d7e8f9a0b-000000
            2.0.0 OK 1693232323 abc-20020a.12 - gsmtp                       | abc-20020a.12
            2.0.0 OK  1693232323 5-20020a170902ee8500b001b8a - gsmtp        | 5-20020a170902ee8500b001b8a
            2.6.0 <AM0PR0402@x.eurprd04.prod.outlook.com> [InternalId=123, Hostname=AM0.eurprd04.prod.outlook.com] 8191 bytes in 0.1, 50 KB/sec Queued mail for delivery | AM0PR0402@x.eurprd04.prod.outlook.com
            2.0.0 38BKbVuh012345 Message accepted for delivery              | 38BKbVuh012345
            2.0.0 4b2b7d1e Message accepted for delivery                    | 4b2b7d1e
            ok 1234567890 qp 890                                            | qp 890
            Message Queued (7E8D9A0B-1C2D-3E4F.1)                           | 7E8D9A0B-1C2D-3E4F.1
            Ok: queued as 3Jk_mQzVTfGUoJ0n                                  | 3Jk_mQzVTfGUoJ0n
            Ok: queued as Wd0n2=@mailhog.example                            | Wd0n2=@mailhog.example
            Great success                                                   | none
            OK                                                              | none
            2.0.0 Ok                                                        | none
            ok dirdel                                                       | none
            Requested mail action okay, completed: id=1MbkSG-1puBQN0EZw-00dW | 1MbkSG-1puBQN0EZw-00dW
            Message queued for delivery                                     | none
            Message received                                                | none
            2.5.0 OK: thank you for your mail                               | none
            Ok, message saved as <abc@example.com>                          | none
            """)
    void findsAnIdInKnownFormsOnly(String text, @Nullable String id) {
        assertThat(SmtpQueueId.in(new SmtpReply(250, List.of(text)))).isEqualTo(id);
    }
}
