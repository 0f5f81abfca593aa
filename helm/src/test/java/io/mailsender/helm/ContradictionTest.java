package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that contradict each other are refused, in words that say what to do. */
class ContradictionTest {

    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '`', textBlock = """
            {replicaCount: 3}                                               # replicaCount # an SQLite file is for one daemon; several take store.kind postgresql or none
            {autoscaling: {enabled: true}}                                  # autoscaling  # an SQLite file is for one daemon; several take store.kind postgresql or none
            {store: {kind: postgresql}}                                     # url          # a JDBC URL, or store.postgresql.cluster
            {store: {kind: postgresql, postgresql: {cluster: a, url: "jdbc:postgresql://b/c", existingSecret: d}}} # cluster # empty, as store.postgresql.url is given
            {store: {kind: postgresql, postgresql: {url: "jdbc:postgresql://b/c"}}} # existingSecret # the secret with user and password
            {store: {kind: postgresql, postgresql: {existingSecret: d, url: "jdbc:postgresql://b/c?password=x"}}} # url # a URL without user and password
            {store: {postgresql: {cluster: a}}}                             # kind         # postgresql, as store.postgresql names a database
            {store: {kind: none, postgresql: {cluster: a}}}                 # kind         # postgresql, as store.postgresql names a database
            {store: {kind: mysql}}                                          # kind         # sqlite
            {replicas: 3}                                                   # replicas     # not allowed
            {store: {sqlite: {sise: 1Gi}}}                                  # sise         # not allowed
            {config: {server: {port: 80}}}                                  # port         # not allowed
            {config: {store: {kind: none}}}                                 # kind         # not allowed
            {config: {provider: {}}}                                        # provider     # not allowed
            {ingress: {enabled: true}}                                      # hosts        # 1
            {httpRoute: {enabled: true}}                                    # parentRefs   # 1
            {config: {providers: {a: {kind: mailgun, api-key: key-123}}}}   # api-key      # ${NAME}, with NAME under secrets
            {config: {providers: {a: {kind: smtp, password: key-123}}}}     # password     # ${NAME}, with NAME under secrets
            {config: {providers: {a: {kind: smtp, password: 123}}}}         # password     # ${NAME}, with NAME under secrets
            {config: {providers: {a: {kind: amazon-ses, secret-access-key: key-123}}}} # secret-access-key # ${NAME}, with NAME under secrets
            {config: {providers: {a: {kind: amazon-ses, session-token: key-123}}}} # session-token # ${NAME}, with NAME under secrets
            {config: {providers: {a: {api-key: "${A}"}}}}                   # kind         # missing
            {config: {api-keys: {shop: plain}}}                             # shop         # the SHA-256 of a key
            {config: {providers: {a: {kind: mailgun, api-key: "${A}"}}}}    # ${A}         # secrets.A
            {config: {order: [b], providers: {a: {kind: capture}}}}         # order        # there is no provider b
            {config: {order: [a], providers: {a: {kind: capture}, b: {kind: capture}}}} # order # the provider b is not listed
            {config: {providers: {a: {kind: capture}, b: {kind: capture}}}} # order        # is not listed
            {config: {order: [a, a], providers: {a: {kind: capture}}}}      # order        # listed twice
            {config: {api-keys: {default: "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"}}} # api-keys # apiKey.name
            {store: {kind: none}, autoscaling: {enabled: true, minReplicas: 9}} # minReplicas # more than autoscaling.maxReplicas
            {store: {kind: none}, autoscaling: {enabled: true}, resources: {requests: null}} # requests.cpu # missing
            {config: {api-keys: {shop: {hash: key-123}}}}                   # hash         # the SHA-256 of a key
            {config: {api-keys: {shop: {hash: [key-123]}}}}                 # hash         # the SHA-256 of a key
            {config: {api-keys: {shop: {scopes: [send]}}}}                  # hash         # missing
            {config: {api-keys: {shop: {hash: "${A}", scope: [send]}}}}     # scope        # not allowed
            {config: {api-keys: {shop: {hash: "${A}", scopes: [sned]}}}}    # scopes       # validate
            {config: {api-keys: {shop: {hash: "${A}", limits: {mails: 9/s}}}}} # mails     # not allowed
            {config: {api-keys: {shop: {hash: "${A}", limits: {messages: 9}}}}} # messages # string
            {config: {api-keys: {shop: {hash: "${A}", limits: {messages: 9/y}}}}} # messages # smhd
            {config: {api-keys: {shop: {hash: "${A}", expires: tomorrow}}}} # expires      # pattern
            {config: {api-keys: {shop: {hash: "${A}"}}}}                    # ${A}         # secrets.A
            {config: {api-keys: {monitoring: "${A}"}}, secrets: {A: {existingSecret: a, key: k}}} # api-keys # monitoringKey.name
            {adminKey: {enabled: true, name: default}}                      # adminKey.name # default is the name of two
            {adminKey: {enabled: true, scopes: [read]}}                     # scopes       # admin
            {env: [{name: AWS_SECRET_ACCESS_KEY, value: key-123}]}          # value        # with the name under secrets
            {env: [{name: relay_password, value: key-123}]}                 # value        # with the name under secrets
            {httpRoute: {enabled: true, parentRefs: [{name: a}]}}           # networkPolicy.ingressNamespaces # the namespace that the gateway runs in
            {ingress: {enabled: true, hosts: [a.example.com]}}              # networkPolicy.ingressNamespaces # the namespace that the Ingress controller runs in
            {monitoring: {serviceMonitor: {enabled: true}}}                 # networkPolicy.ingressNamespaces # the namespace that Prometheus runs in
            {service: {type: LoadBalancer}}                                 # networkPolicy.ingressFrom # who may come
            {management: {enabled: true, port: 8080}}                       # management.port # is service.port already
            {config: {server: {management-port: 8081}}}                     # management-port # not allowed
            {preStopSeconds: 30}                                            # terminationGracePeriodSeconds # at least 65
            """)
    void isRefused(String values, String key, String words) {
        assertThatThrownBy(() -> Chart.render(values))
                .isInstanceOf(IllegalStateException.class)
                .satisfies(refusal -> assertThat(refusal.getMessage().toLowerCase(Locale.ROOT))
                        .contains(key.toLowerCase(Locale.ROOT))
                        .contains(words.toLowerCase(Locale.ROOT))
                        .doesNotContain("key-123"));
    }

    @Test
    void secretsInTheConfigurationAreTakenByName() {
        Chart.render(
                "{config: {providers: {a: {kind: mailgun, api-key: '${A}'}, b: {kind: smtp, password: '${B}'}}, order: [a, b]},"
                        + " secrets: {A: {existingSecret: a, key: k}}, env: [{name: B, value: x}]}");
        Chart.render("{config: {providers: {a: {kind: mailgun, api-key: '${file:/run/mailgun/key}'}},"
                + " api-keys: {shop: '${file:/run/keys/shop}'}}, env: [{name: AWS_ACCESS_KEY_ID, value: AKIA}]}");
        Chart.render("{config: {providers: {a: {kind: smtp, username: 'a${A:}b$${C}'}}}}");
    }
}
