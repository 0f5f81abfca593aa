package io.mailsender.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that contradict each other are refused with a message that says what to do. */
class ContradictionTest {

    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '`', textBlock = """
            {replicaCount: 3}                                               # replicaCount # SQLite supports one daemon only; several need store.kind postgresql or none
            {autoscaling: {enabled: true}}                                  # autoscaling  # SQLite supports one daemon only; several need store.kind postgresql or none
            {store: {kind: postgresql}}                                     # url          # a JDBC URL, or set store.postgresql.cluster
            {store: {kind: postgresql, postgresql: {cluster: a, url: "jdbc:postgresql://b/c", existingSecret: d}}} # cluster # empty, because store.postgresql.url is set
            {store: {kind: postgresql, postgresql: {url: "jdbc:postgresql://b/c"}}} # existingSecret # the secret with user and password
            {store: {kind: postgresql, postgresql: {existingSecret: d, url: "jdbc:postgresql://b/c?password=x"}}} # url # a URL without user and password
            {store: {postgresql: {cluster: a}}}                             # kind         # postgresql, because store.postgresql names a database
            {store: {kind: none, postgresql: {cluster: a}}}                 # kind         # postgresql, because store.postgresql names a database
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
            {config: {outgoing: {proxy: "http://u:key-123@p:3128"}}}        # proxy        # ${NAME}, with NAME under secrets
            {config: {providers: {a: {kind: smtp, proxy: "http://u:key-123@p:1"}}}} # proxy # ${NAME}, with NAME under secrets
            {config: {providers: {a: {kind: amazon-ses, secret-access-key: key-123}}}} # secret-access-key # ${NAME}, with NAME under secrets
            {config: {providers: {a: {kind: amazon-ses, session-token: key-123}}}} # session-token # ${NAME}, with NAME under secrets
            {config: {providers: {a: {api-key: "${A}"}}}}                   # kind         # missing
            {config: {api-keys: {shop: plain}}}                             # shop         # the SHA-256 of a key
            {config: {providers: {a: {kind: mailgun, api-key: "${A}"}}}}    # ${A}         # secrets.A
            {config: {order: [b], providers: {a: {kind: capture}}}}         # order        # config.providers has no provider b
            {config: {order: [a], providers: {a: {kind: capture}, b: {kind: capture}}}} # order # the provider b is missing
            {config: {providers: {a: {kind: capture}, b: {kind: capture}}}} # order        # is missing
            {config: {order: [a, a], providers: {a: {kind: capture}}}}      # order        # listed twice
            {config: {order: [a], providers: {a: {kind: capture}}, routes: [{name: r, weights: {b: 1}}]}} # routes # r: config.providers has no provider b
            {config: {order: [a], providers: {a: {kind: capture}}, routes: {r: {order: [a]}}}} # routes # array
            {config: {order: [a], providers: {a: {kind: capture}}, routes: [{name: r, order: [a], wieghts: {}}]}} # routes # wieghts
            {config: {api-keys: {default: "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"}}} # api-keys # apiKey.name
            {store: {kind: none}, autoscaling: {enabled: true, minReplicas: 9}} # minReplicas # greater than autoscaling.maxReplicas
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
            {adminKey: {enabled: true, name: default}}                      # adminKey.name # two keys are named default
            {adminKey: {enabled: true, scopes: [read]}}                     # scopes       # admin
            {env: [{name: AWS_SECRET_ACCESS_KEY, value: key-123}]}          # value        # with the name under secrets
            {env: [{name: relay_password, value: key-123}]}                 # value        # with the name under secrets
            {httpRoute: {enabled: true, parentRefs: [{name: a}]}}           # networkPolicy.ingressNamespaces # add the namespace of the gateway
            {ingress: {enabled: true, hosts: [a.example.com]}}              # networkPolicy.ingressNamespaces # add the namespace of the Ingress controller
            {monitoring: {serviceMonitor: {enabled: true}}}                 # networkPolicy.ingressNamespaces # add the namespace of Prometheus
            {service: {type: LoadBalancer}}                                 # networkPolicy.ingressFrom # set who may use the LoadBalancer
            {management: {enabled: true, port: 8080}}                       # management.port # the same as service.port
            {config: {server: {console: true}}}                             # console      # not allowed
            {config: {server: {console-port: 8082}}}                        # console-port # not allowed
            {console: {ingress: {enabled: true, hosts: [a.example.com]}}}   # console.ingress.enabled # needs console.enabled
            {console: {enabled: true, ingress: {enabled: true}}}            # hosts        # 1
            {console: {enabled: true, ingress: {enabled: true, hosts: [a.example.com]}}} # networkPolicy.ingressNamespaces # add the namespace of the Ingress controller
            {config: {console: {user-header: X-Forwarded-User}}}            # config.console.user-header # needs config.server.trusted-proxies
            {config: {server: {management-port: 8081}}}                     # management-port # not allowed
            {commonLabels: {app.kubernetes.io/name: x}}                     # commonLabels # app.kubernetes.io/name is already set by the chart; remove it from commonLabels
            {commonLabels: {helm.sh/chart: x}}                              # commonLabels # already set by the chart
            {commonLabels: {app.kubernetes.io/component: x}}                # app.kubernetes.io/component # set by
            {podLabels: {app.kubernetes.io/instance: x}}                    # podLabels    # app.kubernetes.io/instance is already set by the chart
            {podLabels: {team: a}, commonLabels: {team: a}}                 # podLabels    # team is already set by commonLabels; remove it from podLabels
            {service: {labels: {team: a}}, commonLabels: {team: b}}         # service.labels # team is already set by commonLabels
            {monitoring: {dashboard: {enabled: true, labels: {team: a}}}, commonLabels: {team: b}} # monitoring.dashboard.labels # team is already set by commonLabels
            {monitoring: {prometheusRule: {enabled: true, labels: {app.kubernetes.io/name: a}}}} # monitoring.prometheusRule.labels # already set by the chart
            {podAnnotations: {checksum/config: x}}                          # podAnnotations # checksum/config is already set by the chart
            {podAnnotations: {a: x}, commonAnnotations: {a: z}}             # podAnnotations # a is already set by commonAnnotations
            {workloadAnnotations: {a: x}, commonAnnotations: {a: z}}        # commonAnnotations # a is already set by workloadAnnotations
            {commonAnnotations: {helm.sh/resource-policy: keep}}            # commonAnnotations # helm.sh/resource-policy is already set by the chart
            {env: [{name: CONFIG_FILE, value: x}]}                          # env          # CONFIG_FILE is already set by the chart; remove it from env
            {env: [{name: API_KEY_SHA256, value: x}]}                       # env          # API_KEY_SHA256 is already set by the chart
            {env: [{name: A, value: x}, {name: A, value: z}]}               # env          # A is already set by env
            {env: [{name: A, value: x}], secrets: {A: {existingSecret: a, key: k}}} # env  # A is already set by secrets
            {secrets: {CONFIG_FILE: {existingSecret: a, key: k}}}           # secrets      # CONFIG_FILE is already set by the chart
            {env: [{name: A, value: 5}]}                                    # /env/0/value # want string
            {extraVolumes: [{name: tmp, emptyDir: {}}]}                     # extraVolumes # tmp is already set by the chart
            {extraVolumes: [{name: data, emptyDir: {}}]}                    # extraVolumes # data is already set by the chart
            {extraVolumes: [{name: a, emptyDir: {}}, {name: a, emptyDir: {}}]} # extraVolumes # a is already set by extraVolumes
            {extraVolumeMounts: [{name: tmp, mountPath: /tmp}]}             # extraVolumeMounts # the mountPath /tmp is already set by the chart
            {extraVolumeMounts: [{name: a, mountPath: /a}]}                 # extraVolumeMounts # no volume is named a; add it to extraVolumes
            {extraContainers: [{name: daemon, image: a}]}                   # extraContainers # daemon is already set by the chart
            {extraContainers: [{name: a, image: a}], initContainers: [{name: a, image: a}]} # extraContainers # a is already set by initContainers
            {extraContainers: [{image: a}]}                                 # name         # missing
            {commonLabels: {a: "no label"}}                                 # commonLabels # pattern
            {podLabels: {a: "-"}}                                           # podLabels    # pattern
            {podLabels: {"no label": a}}                                    # no label     # podLabels
            {podLabels: {a: 1}}                                             # podLabels    # string
            {podAnnotations: {prometheus.io/port: 8181}}                    # podAnnotations # string
            {nameOverride: "Mail Sender"}                                   # nameOverride # pattern
            {fullnameOverride: Mail}                                        # fullnameOverride # Mail is not a valid Service name
            {fullnameOverride: 1mail}                                       # fullnameOverride # starting with a letter
            {fullnameOverride: mail.sender}                                 # fullnameOverride # not a valid Service name
            {fullnameOverride: mail-sender-of-the-shop-and-of-its-branches} # fullnameOverride # an earlier version of the chart cut it to mail-sender-of-the-shop-and-of-its-branc
            {service: {nodePort: 30080}}                                    # service.nodePort # 30080 needs service.type NodePort or LoadBalancer
            {management: {enabled: true, nodePort: 30081}}                  # management.nodePort # needs service.type NodePort or LoadBalancer
            {service: {externalTrafficPolicy: Local}}                       # service.externalTrafficPolicy # Local needs service.type NodePort or LoadBalancer
            {service: {loadBalancerIP: 192.0.2.1}}                          # service.loadBalancerIP # needs service.type LoadBalancer
            {service: {type: NodePort, loadBalancerClass: a}, networkPolicy: {enabled: false}} # service.loadBalancerClass # needs service.type LoadBalancer
            {service: {loadBalancerSourceRanges: [192.0.2.0/24]}}           # service.loadBalancerSourceRanges # needs service.type LoadBalancer
            {service: {loadBalancerSourceRanges: [192.0.2.0]}}              # loadBalancerSourceRanges # pattern
            {service: {type: NodePort, clusterIP: None}, networkPolicy: {enabled: false}} # service.clusterIP # None needs service.type ClusterIP
            {service: {port: 80, clusterIP: None}}                          # service.port # must be 8080, not 80; with service.clusterIP None
            {service: {clusterIP: None}, management: {enabled: true, port: 90}} # management.port # must be 8081, not 90; with service.clusterIP None
            {service: {ipFamilies: [IPv4, IPv6]}}                           # service.ipFamilyPolicy # PreferDualStack or RequireDualStack
            {service: {ipFamilies: [IPv4, IPv4]}}                           # ipFamilies   # equal
            {service: {ipFamilyPolicy: DualStack}}                          # ipFamilyPolicy # PreferDualStack
            {service: {type: NodePort, nodePort: 30080}, management: {enabled: true, nodePort: 30080}, networkPolicy: {enabled: false}} # management.nodePort # is also service.nodePort
            {smtp: {enabled: true}}                                         # smtp.enabled # needs tls.existingSecret
            {smtp: {enabled: true}, tls: {existingSecret: a}, store: {kind: none}} # smtp.enabled # needs a store
            {smtp: {enabled: true, port: 0, tlsPort: 0}, tls: {existingSecret: a}} # smtp.port # set it or smtp.tlsPort
            {smtp: {enabled: true, port: 8080}, tls: {existingSecret: a}}   # smtp.port    # 8080 is also service.port
            {smtp: {enabled: true, port: 465}, tls: {existingSecret: a}}    # smtp.tlsPort # 465 is also smtp.port
            {smtp: {enabled: true, nodePort: 30587}, tls: {existingSecret: a}} # smtp.nodePort # 30587 needs service.type NodePort or LoadBalancer
            {smtp: {enabled: true}, tls: {existingSecret: a}, service: {clusterIP: None}} # smtp.port # must be 2587, not 587
            {smtp: {enabled: true, nodePort: 30080}, tls: {existingSecret: a}, service: {type: NodePort, nodePort: 30080}, networkPolicy: {enabled: false}} # smtp.nodePort # 30080 is also service.nodePort
            {smtp: {enabled: true}, tls: {existingSecret: a}, config: {smtp: {listeners: [{host: 127.0.0.1, port: 25, tls: none}]}}} # config.smtp.listeners # set by smtp.enabled
            {enabled: false}                                                # enabled      # unless the parent chart names it
            {preStopSeconds: 30}                                            # terminationGracePeriodSeconds # must be at least 65
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
    void secretsInTheConfigurationAreReferences() {
        Chart.render(
                "{config: {providers: {a: {kind: mailgun, api-key: '${A}'}, b: {kind: smtp, password: '${B}'}}, order: [a, b]},"
                        + " secrets: {A: {existingSecret: a, key: k}}, env: [{name: B, value: x}]}");
        Chart.render("{config: {providers: {a: {kind: mailgun, api-key: '${file:/run/mailgun/key}'}},"
                + " api-keys: {shop: '${file:/run/keys/shop}'}}, env: [{name: AWS_ACCESS_KEY_ID, value: AKIA}]}");
        Chart.render("{config: {providers: {a: {kind: smtp, username: 'a${A:}b$${C}'}}}}");
    }
}
