{{/* The daemon's pod: the same whichever store it has. */}}
{{- define "mail-sender.pod" -}}
metadata:
  labels:
    {{- include "mail-sender.daemonLabels" . | nindent 4 }}
    {{- with .Values.commonLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
    {{- with .Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    # The daemon reads its configuration once, so another one takes another pod.
    checksum/config: {{ include "mail-sender.config" . | sha256sum }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "mail-sender.serviceAccountName" . }}
  # It never asks the Kubernetes API. Tokens for roles in a cloud are mounted apart from this.
  automountServiceAccountToken: false
  # Or each service of the namespace would be some variables.
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  {{- with .Values.podSecurityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  containers:
    - name: daemon
      image: {{ include "mail-sender.image" . }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      {{- with .Values.securityContext }}
      securityContext:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      env:
        - {name: CONFIG_FILE, value: /etc/mail-sender-daemon/config.yml}
        {{- include "mail-sender.secretEnv" . | nindent 8 }}
        {{- with .Values.env }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      ports:
        - {name: http, containerPort: {{ include "mail-sender.port" . }}, protocol: TCP}
        {{- if .Values.management.enabled }}
        - {name: management, containerPort: {{ include "mail-sender.managementPort" . }}, protocol: TCP}
        {{- end }}
      startupProbe:
        httpGet: {path: /health/liveness, port: {{ include "mail-sender.healthPort" . }}, scheme: {{ include "mail-sender.scheme" . | upper }}}
        {{- toYaml .Values.startupProbe | nindent 8 }}
      livenessProbe:
        httpGet: {path: /health/liveness, port: {{ include "mail-sender.healthPort" . }}, scheme: {{ include "mail-sender.scheme" . | upper }}}
        {{- toYaml .Values.livenessProbe | nindent 8 }}
      readinessProbe:
        httpGet: {path: /health/readiness, port: {{ include "mail-sender.healthPort" . }}, scheme: {{ include "mail-sender.scheme" . | upper }}}
        {{- toYaml .Values.readinessProbe | nindent 8 }}
      {{- if .Values.preStopSeconds }}
      lifecycle:
        # It is told to stop before everybody knows that it must get no more requests.
        preStop:
          sleep: {seconds: {{ .Values.preStopSeconds }}}
      {{- end }}
      {{- with .Values.resources }}
      resources:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      volumeMounts:
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
        {{- with .Values.extraVolumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    - name: config
      configMap: {name: {{ include "mail-sender.fullname" . }}}
    # SQLite's driver and the JVM write here.
    - name: tmp
      emptyDir: {}
    {{- if and (eq .Values.store.kind "sqlite") .Values.store.sqlite.existingClaim }}
    - name: data
      persistentVolumeClaim: {claimName: {{ .Values.store.sqlite.existingClaim }}}
    {{- end }}
    {{- if include "mail-sender.hasCa" . }}
    - name: database-ca
      secret:
        secretName: {{ include "mail-sender.databaseCa" . }}
        items:
          - {key: {{ .Values.store.postgresql.caKey }}, path: ca.crt}
    {{- end }}
    {{- with .Values.tls.existingSecret }}
    - name: tls
      secret:
        secretName: {{ . }}
        items:
          - {key: tls.crt, path: tls.crt}
          - {key: tls.key, path: tls.key}
    {{- end }}
    {{- with .Values.extraVolumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- if include "mail-sender.several" . }}
  {{- with .Values.topologySpreadConstraints }}
  topologySpreadConstraints:
    {{- range . }}
    - {{ toYaml . | nindent 6 | trim }}
      labelSelector:
        matchLabels:
          {{- include "mail-sender.daemonLabels" $ | nindent 10 }}
      # Each version by itself: or the old one's pods count while the new one's take over.
      matchLabelKeys: [pod-template-hash]
    {{- end }}
  {{- end }}
  {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{- define "mail-sender.hasCa" -}}
{{- if and (eq .Values.store.kind "postgresql") (include "mail-sender.databaseCa" .) }}true{{ end }}
{{- end }}
