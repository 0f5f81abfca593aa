{{- define "mail-sender.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* 40 characters leave room for the longest suffix and for what Kubernetes puts behind the name of a pod. */}}
{{- define "mail-sender.fullname" -}}
{{- $name := include "mail-sender.name" . }}
{{- $full := contains $name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $name) }}
{{- default $full .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{- define "mail-sender.selectorLabels" -}}
app.kubernetes.io/name: {{ include "mail-sender.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* Of the daemon's pods and its service, and of nothing else: the test's pod must not get the daemon's requests. */}}
{{- define "mail-sender.daemonLabels" -}}
{{ include "mail-sender.selectorLabels" . }}
app.kubernetes.io/component: daemon
{{- end }}

{{- define "mail-sender.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "mail-sender.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* What every resource but a pod begins with. (list $ SUFFIX) */}}
{{- define "mail-sender.metadata" -}}
{{- $root := first . -}}
name: {{ include "mail-sender.fullname" $root }}{{ last . }}
namespace: {{ $root.Release.Namespace }}
{{- end }}

{{/* The service's name in all of the cluster. */}}
{{- define "mail-sender.host" -}}
{{ include "mail-sender.fullname" . }}.{{ .Release.Namespace }}.svc
{{- end }}

{{- define "mail-sender.image" -}}
{{- with .Values.image -}}
{{- with .registry }}{{ . }}/{{ end }}{{ .repository }}
{{- if .digest }}@{{ .digest }}{{ else }}:{{ default $.Chart.AppVersion .tag }}{{ end }}
{{- end }}
{{- end }}

{{- define "mail-sender.serviceAccountName" -}}
{{- default (ternary (include "mail-sender.fullname" .) "default" .Values.serviceAccount.create) .Values.serviceAccount.name }}
{{- end }}

{{/* The chart's own keys, as JSON: {"keys": [...]}; the secret of each, its entries, and the variable with its hash. */}}
{{- define "mail-sender.keys" -}}
{{- $all := list (list "api-key" .Values.apiKey (list)) (list "monitoring-key" .Values.monitoringKey (list "read")) -}}
{{- if .Values.adminKey.enabled }}{{ $all = append $all (list "admin-key" .Values.adminKey .Values.adminKey.scopes) }}{{ end -}}
{{- $keys := list -}}
{{- range $all -}}
{{- $kind := first . -}}
{{- $key := index . 1 -}}
{{- $own := printf "%s-%s" (include "mail-sender.fullname" $) $kind -}}
{{- $variable := printf "%s_SHA256" ($kind | upper | replace "-" "_") -}}
{{- $keys = append $keys (dict "name" $key.name "scopes" (last .) "variable" $variable "made" (empty $key.existingSecret) "secret" (default $own $key.existingSecret) "secretKey" $key.secretKey "hashKey" $key.hashKey) -}}
{{- end -}}
{{- dict "keys" $keys | toJson -}}
{{- end }}

{{/* Of the key for monitoring: what stands in a secretKeyRef. */}}
{{- define "mail-sender.monitoringKeyRef" -}}
{{- $key := index (include "mail-sender.keys" . | fromJson).keys 1 -}}
{name: {{ $key.secret }}, key: {{ $key.secretKey }}}
{{- end }}

{{/* The secret with the database's user and password. */}}
{{- define "mail-sender.databaseSecret" -}}
{{- with .Values.store.postgresql }}{{ default (printf "%s-app" .cluster) .existingSecret }}{{ end }}
{{- end }}

{{/* The secret with the certificate of the database's authority; may be empty. */}}
{{- define "mail-sender.databaseCa" -}}
{{- with .Values.store.postgresql }}{{ default (empty .cluster | ternary "" (printf "%s-ca" .cluster)) .caSecret }}{{ end }}
{{- end }}

{{/* Whether several daemons may run at a time: "true" or nothing. */}}
{{- define "mail-sender.several" -}}
{{- if .Values.autoscaling.enabled }}{{ gt (int .Values.autoscaling.maxReplicas) 1 | ternary "true" "" }}
{{- else }}{{ gt (int .Values.replicaCount) 1 | ternary "true" "" }}{{ end }}
{{- end }}

{{/* The providers' names in their order, as JSON: {"names": [...]}. */}}
{{- define "mail-sender.order" -}}
{{- $providers := default (dict "capture" dict) .Values.config.providers }}
{{- dict "names" (default (keys $providers | sortAlpha) .Values.config.order) | toJson }}
{{- end }}
