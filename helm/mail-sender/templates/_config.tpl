{{- define "mail-sender.port" -}}8080{{- end }}
{{- define "mail-sender.managementPort" -}}8081{{- end }}
{{- define "mail-sender.consolePort" -}}8082{{- end }}

{{/* The daemon's ports for SMTP, as JSON: {"ports": [...]}. Not 587 and 465, which the daemon's user may not open everywhere. */}}
{{- define "mail-sender.smtpPorts" -}}
{{- $ports := list -}}
{{- with .Values.smtp -}}
{{- if and .enabled .port -}}
{{- $ports = append $ports (dict "name" "smtp" "value" "smtp.port" "nodeValue" "smtp.nodePort" "own" 2587 "tls" "starttls" "port" (int .port) "nodePort" (int .nodePort)) -}}
{{- end -}}
{{- if and .enabled .tlsPort -}}
{{- $ports = append $ports (dict "name" "smtp-tls" "value" "smtp.tlsPort" "nodeValue" "smtp.tlsNodePort" "own" 2465 "tls" "implicit" "port" (int .tlsPort) "nodePort" (int .tlsNodePort)) -}}
{{- end -}}
{{- end -}}
{{- dict "ports" $ports | toJson -}}
{{- end }}

{{/* The name of the port for health and metrics. */}}
{{- define "mail-sender.healthPort" -}}{{ .Values.management.enabled | ternary "management" "http" }}{{- end }}

{{- define "mail-sender.scheme" -}}{{ .Values.tls.existingSecret | empty | ternary "http" "https" }}{{- end }}

{{/* store.postgresql.url with its templates expanded. */}}
{{- define "mail-sender.databaseUrl" -}}{{ tpl (default "" .Values.store.postgresql.url) . }}{{- end }}

{{/* The daemon's store.url. */}}
{{- define "mail-sender.storeUrl" -}}
{{- $postgresql := .Values.store.postgresql -}}
{{- $url := include "mail-sender.databaseUrl" . -}}
{{- if $postgresql.cluster }}{{ $url = printf "jdbc:postgresql://%s-rw/${STORE_DATABASE}" (tpl $postgresql.cluster $) }}{{ end -}}
{{- $url -}}
{{- if include "mail-sender.databaseCa" . -}}
{{- contains "?" $url | ternary "&" "?" }}sslmode=verify-full&sslrootcert=/etc/mail-sender-database/ca.crt
{{- end }}
{{- end }}

{{/* config.yml: `config` of the values, and the settings that the chart owns. */}}
{{- define "mail-sender.config" -}}
{{- include "mail-sender.check" . -}}
{{- $config := deepCopy .Values.config -}}
{{- if not $config.order }}{{ $_ := unset $config "order" }}{{ end -}}
{{- if not $config.providers }}{{ $_ := set $config "providers" (dict "capture" (dict "kind" "capture")) }}{{ end -}}
{{- $server := dict "host" "0.0.0.0" "port" (include "mail-sender.port" . | int) -}}
{{- $_ := set $server "console" .Values.console.enabled -}}
{{- if .Values.console.enabled -}}
{{- $_ := set $server "console-port" (include "mail-sender.consolePort" . | int) -}}
{{- end -}}
{{- if .Values.management.enabled -}}
{{- $_ := set $server "management-host" "0.0.0.0" -}}
{{- $_ := set $server "management-port" (include "mail-sender.managementPort" . | int) -}}
{{- end -}}
{{- if .Values.tls.existingSecret -}}
{{- $_ := set $server "tls" (dict "certificate" "/etc/mail-sender-tls/tls.crt" "key" "/etc/mail-sender-tls/tls.key") -}}
{{- end -}}
{{- $listeners := list -}}
{{- range (include "mail-sender.smtpPorts" . | fromJson).ports -}}
{{- $listeners = append $listeners (dict "host" "0.0.0.0" "port" (int .own) "tls" .tls) -}}
{{- end -}}
{{- if $listeners -}}
{{- $_ := set $config "smtp" (merge (dict "listeners" $listeners) (default dict $config.smtp)) -}}
{{- end -}}
{{- $_ := set $config "server" (merge $server (default dict $config.server)) -}}
{{- $store := dict "kind" .Values.store.kind -}}
{{- if eq .Values.store.kind "sqlite" -}}
{{- $_ := set $store "file" "/var/lib/mail-sender-daemon/mail-sender.db" -}}
{{- else if eq .Values.store.kind "postgresql" -}}
{{- $_ := set $store "url" (include "mail-sender.storeUrl" .) -}}
{{- $_ := set $store "username" "${STORE_USERNAME}" -}}
{{- $_ := set $store "password" "${STORE_PASSWORD}" -}}
{{- end -}}
{{- $_ := set $config "store" (merge $store (default dict $config.store)) -}}
{{- $own := dict -}}
{{- range (include "mail-sender.keys" . | fromJson).keys -}}
{{- $hash := printf "${%s}" .variable -}}
{{- $_ := set $own .name (empty .scopes | ternary $hash (dict "hash" $hash "scopes" .scopes)) -}}
{{- end -}}
{{- $_ := set $config "api-keys" (merge $own (default dict (index $config "api-keys"))) -}}
{{- toYaml $config -}}
{{- end }}

{{/* The chart's own environment variables. */}}
{{- define "mail-sender.ownEnv" -}}
- {name: CONFIG_FILE, value: /etc/mail-sender-daemon/config.yml}
{{- range (include "mail-sender.keys" . | fromJson).keys }}
- name: {{ .variable }}
  valueFrom:
    secretKeyRef: {name: {{ quote .secret }}, key: {{ quote .hashKey }}}
{{- end }}
{{- if eq .Values.store.kind "postgresql" }}
{{- $entries := dict "STORE_USERNAME" .Values.store.postgresql.usernameKey "STORE_PASSWORD" .Values.store.postgresql.passwordKey }}
{{- if .Values.store.postgresql.cluster }}{{ $_ := set $entries "STORE_DATABASE" "dbname" }}{{ end }}
{{- range $name, $key := $entries }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef: {name: {{ include "mail-sender.databaseSecret" $ | quote }}, key: {{ quote $key }}}
{{- end }}
{{- end }}
{{- end }}

{{/* Environment variables from `secrets`, for ${NAME} in the configuration. */}}
{{- define "mail-sender.secretEnv" -}}
{{- range $name, $secret := .Values.secrets }}
- name: {{ quote $name }}
  valueFrom:
    secretKeyRef: {name: {{ tpl $secret.existingSecret $ | quote }}, key: {{ quote $secret.key }}}
{{- end }}
{{- end }}
