{{/* Everywhere except the addresses that serve cloud credentials. */}}
{{- define "mail-sender.anywhere" -}}
- namespaceSelector: {}
# Link-local (AWS, Azure, Google and most others), Alibaba, and Azure's WireServer.
- ipBlock: {cidr: 0.0.0.0/0, except: [169.254.0.0/16, 100.100.100.200/32, 168.63.129.16/32]}
# Link-local, AWS, Google.
- ipBlock: {cidr: "::/0", except: ["fe80::/10", "fd00:ec2::/32", "fd20:ce::/32"]}
{{- end }}

{{/* Who may reach the daemon. */}}
{{- define "mail-sender.callers" -}}
- podSelector: {}
{{- with .Values.networkPolicy.ingressNamespaces }}
- namespaceSelector:
    matchExpressions:
      - {key: kubernetes.io/metadata.name, operator: In, values: {{ toJson . }}}
{{- end }}
{{- with .Values.networkPolicy.ingressFrom }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* The ports of the configured providers, as JSON: {"ports": [...]}. */}}
{{- define "mail-sender.providerPorts" -}}
{{- $ports := list -}}
{{- $outgoing := default dict .Values.config.outgoing -}}
{{- range $provider := .Values.config.providers -}}
{{- $kind := toString $provider.kind -}}
{{- $urls := list -}}
{{- if eq $kind "smtp" -}}
{{- $tls := default "starttls" $provider.tls -}}
{{- $usual := get (dict "implicit" "465" "clear-text" "25") $tls | default "587" -}}
{{/* `tls: none` is a relay in the same pod, to which no policy applies. */}}
{{- $proxy := regexFind ":[0-9]+/?$" (default "" $provider.proxy) | trimAll ":/" -}}
{{- if $proxy }}{{ $ports = append $ports (int $proxy) }}
{{- else if ne $tls "none" }}{{ $ports = append $ports (default $usual $provider.port | int) }}{{ end -}}
{{- with $provider.oauth2 }}{{ $urls = append $urls (default "https://x" (get . "token-endpoint")) }}{{ end -}}
{{- else if not (has $kind (list "capture" "rehearsal")) -}}
{{- $urls = list (default "https://x" $provider.endpoint) -}}
{{- with get $provider "token-endpoint" }}{{ $urls = append $urls . }}{{ end -}}
{{- end -}}
{{/* The proxy of a relay is for its mails; its tokens use that of `outgoing`. */}}
{{- $own := ternary "" (default "" $provider.proxy) (eq $kind "smtp") -}}
{{- $proxy := regexFind ":[0-9]+/?$" (default (default "" $outgoing.proxy) $own) | trimAll ":/" -}}
{{- if and $urls $proxy }}{{ $ports = append $ports (int $proxy) }}{{ end -}}
{{- if or (not $proxy) (and (not $own) (index $outgoing "no-proxy")) -}}
{{- range $url := $urls -}}
{{- $usual := hasPrefix "http:" $url | ternary "80" "443" -}}
{{- $given := regexFind ":[0-9]+(/|$)" $url | trimAll ":/" -}}
{{- $ports = append $ports (default $usual $given | int) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- dict "ports" (default ($ports | uniq) .Values.networkPolicy.providerPorts) | toJson -}}
{{- end }}

{{/* The ports of the database's hosts, as JSON: {"ports": [...]}. */}}
{{- define "mail-sender.databasePorts" -}}
{{- $ports := list -}}
{{- range regexReplaceAll "^jdbc:postgresql:(//([^/?]*))?.*$" (include "mail-sender.databaseUrl" .) "${2}" | splitList "," -}}
{{- $ports = append $ports (regexFind ":[0-9]+$" . | trimPrefix ":" | default "5432" | int) -}}
{{- end -}}
{{- dict "ports" (default ($ports | uniq) .Values.networkPolicy.databasePorts) | toJson -}}
{{- end }}

{{/* The IP families of a Service. */}}
{{- define "mail-sender.ipFamilies" -}}
{{- with .Values.service.ipFamilyPolicy }}
ipFamilyPolicy: {{ . }}
{{- end }}
{{- with .Values.service.ipFamilies }}
ipFamilies: {{ toJson . }}
{{- end }}
{{- end }}
