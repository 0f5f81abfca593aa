{{- define "mail-sender.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* In lower case: an alias such as mailSender is no valid resource name. */}}
{{- define "mail-sender.wholeName" -}}
{{- $name := include "mail-sender.name" . | lower | replace "_" "-" }}
{{- $whole := contains $name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $name) }}
{{- default $whole .Values.fullnameOverride }}
{{- end }}

{{/*
40 characters leave room for the longest suffix and for the suffix of a pod's name. A longer name ends in a digest of the whole name, so that
names with the same beginning differ.
*/}}
{{- define "mail-sender.fullname" -}}
{{- $whole := include "mail-sender.wholeName" . -}}
{{- if gt (len $whole) 40 -}}
{{- printf "%s-%s" (regexReplaceAll "-+$" (trunc 31 $whole) "") (sha256sum $whole | trunc 8) -}}
{{- else -}}
{{- trimSuffix "-" $whole -}}
{{- end -}}
{{- end }}

{{/*
Merges blocks. (list NAME BLOCK NAME BLOCK ...) A key of two blocks is refused: YAML would have a duplicate key, which Helm accepts and
Kustomize, Flux and others do not. A key with the value null counts as absent.
*/}}
{{- define "mail-sender.union" -}}
{{- $all := dict -}}
{{- $from := dict -}}
{{- range $pair := chunk 2 . -}}
{{- $name := first $pair -}}
{{- range $key, $value := last $pair -}}
{{- if hasKey $from $key }}{{ fail (printf "%s: %s is already set by %s; remove it from %s" $name $key (get $from $key) $name) }}{{ end -}}
{{- if not (kindIs "invalid" $value) -}}
{{- $_ := set $from $key $name -}}
{{- $_ := set $all $key $value -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if $all }}{{ toYaml $all }}{{ end -}}
{{- end }}

{{/* Joins lists. (list FIELD NAME LIST NAME LIST ...) Two items with the same FIELD are refused. */}}
{{- define "mail-sender.joined" -}}
{{- $field := first . -}}
{{- $all := list -}}
{{- $from := dict -}}
{{- range $pair := chunk 2 (rest .) -}}
{{- $name := first $pair -}}
{{- range $item := last $pair -}}
{{- $text := get $item $field | toString -}}
{{- if hasKey $from $text }}{{ fail (printf "%s: the %s %s is already set by %s; remove it from %s" $name $field $text (get $from $text) $name) }}{{ end -}}
{{- $_ := set $from $text $name -}}
{{- $all = append $all $item -}}
{{- end -}}
{{- end -}}
{{- if $all }}{{ toYaml $all }}{{ end -}}
{{- end }}

{{/* A list with its templates expanded, for parent charts. (list $ LIST) */}}
{{- define "mail-sender.templated" -}}
{{- if last . }}{{ tpl (last . | toYaml) (first .) }}{{ end -}}
{{- end }}

{{- define "mail-sender.selectorLabels" -}}
app.kubernetes.io/name: {{ include "mail-sender.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{/* Only for the daemon's pods and service: the test's pod must not get the daemon's requests. */}}
{{- define "mail-sender.daemonLabels" -}}
{{ include "mail-sender.selectorLabels" . }}
app.kubernetes.io/component: daemon
{{- end }}

{{- define "mail-sender.ownLabels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" | quote }}
{{ include "mail-sender.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- end }}

{{/*
A resource's metadata. (dict "root" $), optionally with "suffix" TEXT or "name" TEXT, "labels" and "annotations"
(list NAME BLOCK NAME BLOCK ...).
*/}}
{{- define "mail-sender.metadata" -}}
{{- $root := .root -}}
{{- $own := include "mail-sender.ownLabels" $root | fromYaml -}}
name: {{ default (printf "%s%s" (include "mail-sender.fullname" $root) (default "" .suffix)) .name | quote }}
namespace: {{ $root.Release.Namespace | quote }}
labels:
  {{- concat (list "the chart" $own "commonLabels" $root.Values.commonLabels) (default list .labels) | include "mail-sender.union" | nindent 2 }}
{{- with concat (default list .annotations) (list "commonAnnotations" $root.Values.commonAnnotations) | include "mail-sender.union" }}
annotations:
  {{- nindent 2 . }}
{{- end }}
{{- end }}

{{/* The service's DNS name. */}}
{{- define "mail-sender.host" -}}
{{ include "mail-sender.fullname" . }}.{{ .Release.Namespace }}.svc
{{- end }}

{{/* The image registry of all charts under a parent chart. */}}
{{- define "mail-sender.globalRegistry" -}}
{{- dig "imageRegistry" "" (default dict .Values.global) | default "" -}}
{{- end }}

{{/* Global secrets may be plain names, as in Bitnami's charts. */}}
{{- define "mail-sender.imagePullSecrets" -}}
{{- $secrets := list -}}
{{- range concat (default list .Values.imagePullSecrets) (dig "imagePullSecrets" list (default dict .Values.global) | default list) -}}
{{- $secrets = append $secrets (kindIs "string" . | ternary (dict "name" .) .) -}}
{{- end -}}
{{- with uniq $secrets }}imagePullSecrets: {{ toYaml . | nindent 2 }}{{ end -}}
{{- end }}

{{- define "mail-sender.image" -}}
{{- with .Values.image -}}
{{- with default (include "mail-sender.globalRegistry" $) .registry }}{{ . }}/{{ end }}{{ .repository }}
{{- if .digest }}@{{ .digest }}{{ else }}:{{ default $.Chart.AppVersion .tag }}{{ end }}
{{- end }}
{{- end }}

{{- define "mail-sender.serviceAccountName" -}}
{{- default (ternary (include "mail-sender.fullname" .) "default" .Values.serviceAccount.create) .Values.serviceAccount.name }}
{{- end }}

{{/* The chart's own API keys, as JSON: {"keys": [...]}; each with its secret, the secret's entries, and the variable for the hash. */}}
{{- define "mail-sender.keys" -}}
{{- $all := list (list "api-key" .Values.apiKey (list)) (list "monitoring-key" .Values.monitoringKey (list "read")) -}}
{{- if .Values.adminKey.enabled }}{{ $all = append $all (list "admin-key" .Values.adminKey .Values.adminKey.scopes) }}{{ end -}}
{{- $keys := list -}}
{{- range $all -}}
{{- $kind := first . -}}
{{- $key := index . 1 -}}
{{- $own := printf "%s-%s" (include "mail-sender.fullname" $) $kind -}}
{{- $variable := printf "%s_SHA256" ($kind | upper | replace "-" "_") -}}
{{- $keys = append $keys (dict "name" $key.name "scopes" (last .) "variable" $variable "made" (empty $key.existingSecret) "secret" (default $own (tpl (default "" $key.existingSecret) $)) "secretKey" $key.secretKey "hashKey" $key.hashKey) -}}
{{- end -}}
{{- dict "keys" $keys | toJson -}}
{{- end }}

{{/* The secretKeyRef of monitoringKey. */}}
{{- define "mail-sender.monitoringKeyRef" -}}
{{- $key := index (include "mail-sender.keys" . | fromJson).keys 1 -}}
{name: {{ quote $key.secret }}, key: {{ quote $key.secretKey }}}
{{- end }}

{{/* The secret with the database's user and password. */}}
{{- define "mail-sender.databaseSecret" -}}
{{- with .Values.store.postgresql }}{{ tpl (default (printf "%s-app" .cluster) .existingSecret) $ }}{{ end }}
{{- end }}

{{/* The secret with the database's CA certificate; may be empty. */}}
{{- define "mail-sender.databaseCa" -}}
{{- with .Values.store.postgresql }}{{ tpl (default (empty .cluster | ternary "" (printf "%s-ca" .cluster)) .caSecret) $ }}{{ end }}
{{- end }}

{{/* Whether several daemons may run: "true" or empty. */}}
{{- define "mail-sender.several" -}}
{{- if .Values.autoscaling.enabled }}{{ gt (int .Values.autoscaling.maxReplicas) 1 | ternary "true" "" }}
{{- else }}{{ gt (int .Values.replicaCount) 1 | ternary "true" "" }}{{ end }}
{{- end }}

{{/* The order, as JSON: {"names": [...]}. */}}
{{- define "mail-sender.order" -}}
{{- $providers := default (dict "capture" dict) .Values.config.providers }}
{{- dict "names" (default (keys $providers | sortAlpha) .Values.config.order) | toJson }}
{{- end }}
