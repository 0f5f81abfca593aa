{{/* The daemon's pod, for every kind of store. */}}
{{- define "mail-sender.pod" -}}
metadata:
  labels:
    {{- list "the chart" (include "mail-sender.daemonLabels" . | fromYaml) "commonLabels" .Values.commonLabels "podLabels" .Values.podLabels | include "mail-sender.union" | nindent 4 }}
  annotations:
    # The daemon reads its configuration only at startup, so a change needs a new pod.
    {{- $own := dict "checksum/config" (include "mail-sender.config" . | sha256sum) }}
    {{- list "the chart" $own "commonAnnotations" .Values.commonAnnotations "podAnnotations" .Values.podAnnotations | include "mail-sender.union" | nindent 4 }}
spec:
  serviceAccountName: {{ include "mail-sender.serviceAccountName" . | quote }}
  # The daemon does not use the Kubernetes API. Tokens for cloud roles are mounted separately.
  automountServiceAccountToken: false
  # Otherwise each service of the namespace adds variables.
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ int .Values.terminationGracePeriodSeconds }}
  {{- with .Values.podSecurityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ quote . }}
  {{- end }}
  {{- with include "mail-sender.everyPod" . }}
  {{- nindent 2 . }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with include "mail-sender.extraContainers" (list . .Values.initContainers) }}
  initContainers:
    {{- nindent 4 . }}
  {{- end }}
  containers:
    - name: daemon
      image: {{ include "mail-sender.image" . | quote }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      {{- with .Values.securityContext }}
      securityContext:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      env:
        {{- list "name" "the chart" (include "mail-sender.ownEnv" . | fromYamlArray) "secrets" (include "mail-sender.secretEnv" . | fromYamlArray) "env" .Values.env | include "mail-sender.joined" | nindent 8 }}
      {{- with include "mail-sender.templated" (list . .Values.envFrom) }}
      envFrom:
        {{- nindent 8 . }}
      {{- end }}
      ports:
        - {name: http, containerPort: {{ include "mail-sender.port" . }}, protocol: TCP}
        {{- if .Values.management.enabled }}
        - {name: management, containerPort: {{ include "mail-sender.managementPort" . }}, protocol: TCP}
        {{- end }}
        {{- if .Values.console.enabled }}
        - {name: console, containerPort: {{ include "mail-sender.consolePort" . }}, protocol: TCP}
        {{- end }}
        {{- range (include "mail-sender.smtpPorts" . | fromJson).ports }}
        - {name: {{ .name }}, containerPort: {{ int .own }}, protocol: TCP}
        {{- end }}
      startupProbe:
        httpGet: {path: /health/liveness, port: {{ include "mail-sender.healthPort" . }}, scheme: {{ include "mail-sender.scheme" . | upper }}}
        {{- with .Values.startupProbe }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      livenessProbe:
        httpGet: {path: /health/liveness, port: {{ include "mail-sender.healthPort" . }}, scheme: {{ include "mail-sender.scheme" . | upper }}}
        {{- with .Values.livenessProbe }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      readinessProbe:
        httpGet: {path: /health/readiness, port: {{ include "mail-sender.healthPort" . }}, scheme: {{ include "mail-sender.scheme" . | upper }}}
        {{- with .Values.readinessProbe }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- if .Values.preStopSeconds }}
      lifecycle:
        # Kubernetes stops the pod before all clients know that it left the service.
        preStop:
          sleep: {seconds: {{ int .Values.preStopSeconds }}}
      {{- end }}
      {{- with .Values.resources }}
      resources:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      volumeMounts:
        {{- list "mountPath" "the chart" (include "mail-sender.ownMounts" . | fromYamlArray) "extraVolumeMounts" .Values.extraVolumeMounts | include "mail-sender.joined" | nindent 8 }}
    {{- with include "mail-sender.extraContainers" (list . .Values.extraContainers) }}
    {{- nindent 4 . }}
    {{- end }}
  volumes:
    {{- list "name" "the chart" (include "mail-sender.ownVolumes" . | fromYamlArray) "extraVolumes" .Values.extraVolumes | include "mail-sender.joined" | nindent 4 }}
  {{- if include "mail-sender.several" . }}
  {{- with .Values.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- range . }}
    {{- $own := dict "labelSelector" (dict "matchLabels" (include "mail-sender.daemonLabels" $ | fromYaml)) }}
    # Per version: otherwise the old version's pods count during a rollout.
    {{- $_ := set $own "matchLabelKeys" (list "pod-template-hash") }}
    - {{ (hasKey . "labelSelector" | ternary . (merge (deepCopy .) $own)) | toYaml | nindent 6 | trim }}
    {{- end }}
  {{- end }}
  {{- end }}
{{- end }}

{{/* Settings that the test's pod shares. */}}
{{- define "mail-sender.everyPod" -}}
{{- include "mail-sender.imagePullSecrets" . }}
{{- with .Values.runtimeClassName }}
runtimeClassName: {{ quote . }}
{{- end }}
{{- with .Values.dnsPolicy }}
dnsPolicy: {{ . }}
{{- end }}
{{- with .Values.dnsConfig }}
dnsConfig:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.hostAliases }}
hostAliases:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* Containers beside the daemon, with the chart's security context unless they have their own. (list $ LIST) */}}
{{- define "mail-sender.extraContainers" -}}
{{- $root := first . -}}
{{- $all := list -}}
{{- range include "mail-sender.templated" . | fromYamlArray -}}
{{- $default := $root.Values.securityContext | empty | ternary dict (dict "securityContext" $root.Values.securityContext) -}}
{{- $all = append $all (hasKey . "securityContext" | ternary . (merge (deepCopy .) $default)) -}}
{{- end -}}
{{- if $all }}{{ toYaml $all }}{{ end -}}
{{- end }}

{{- define "mail-sender.ownMounts" -}}
- {name: config, mountPath: /etc/mail-sender-daemon, readOnly: true}
- {name: tmp, mountPath: /tmp}
{{- if eq .Values.store.kind "sqlite" }}
- {name: data, mountPath: /var/lib/mail-sender-daemon}
{{- end }}
{{- if include "mail-sender.hasCa" . }}
- {name: database-ca, mountPath: /etc/mail-sender-database, readOnly: true}
{{- end }}
{{- if .Values.tls.existingSecret }}
- {name: tls, mountPath: /etc/mail-sender-tls, readOnly: true}
{{- end }}
{{- end }}

{{- define "mail-sender.ownVolumes" -}}
- name: config
  configMap: {name: {{ include "mail-sender.fullname" . | quote }}}
# For SQLite's driver and the JVM.
- name: tmp
  emptyDir: {}
{{- if and (eq .Values.store.kind "sqlite") .Values.store.sqlite.existingClaim }}
- name: data
  persistentVolumeClaim: {claimName: {{ tpl .Values.store.sqlite.existingClaim . | quote }}}
{{- end }}
{{- if include "mail-sender.hasCa" . }}
- name: database-ca
  secret:
    secretName: {{ include "mail-sender.databaseCa" . | quote }}
    items:
      - {key: {{ quote .Values.store.postgresql.caKey }}, path: ca.crt}
{{- end }}
{{- with .Values.tls.existingSecret }}
- name: tls
  secret:
    secretName: {{ tpl . $ | quote }}
    items:
      - {key: tls.crt, path: tls.crt}
      - {key: tls.key, path: tls.key}
{{- end }}
{{- end }}

{{- define "mail-sender.hasCa" -}}
{{- if and (eq .Values.store.kind "postgresql") (include "mail-sender.databaseCa" .) }}true{{ end }}
{{- end }}
