{{/* What values.schema.json cannot say: contradictions between values that it cannot compare. */}}
{{- define "mail-sender.check" -}}
{{- $names := keys (default dict .Values.config.providers) -}}
{{- $order := default list .Values.config.order -}}
{{- range $order -}}
{{- if not (has . $names) }}{{ fail (printf "config.order: there is no provider %s in config.providers" .) }}{{ end -}}
{{- end -}}
{{- range $names -}}
{{- if and (or $order (gt (len $names) 1)) (not (has . $order)) -}}
{{- fail (printf "config.order: the provider %s is not listed" .) -}}
{{- end -}}
{{- end -}}
{{- if ne (len $order) (len (uniq $order)) }}{{ fail "config.order: a provider is listed twice" }}{{ end -}}

{{- $given := concat (keys .Values.secrets) (list "API_KEY_SHA256" "STORE_USERNAME" "STORE_PASSWORD" "STORE_DATABASE") -}}
{{- range .Values.env }}{{ $given = append $given .name }}{{ end -}}
{{- $text := regexReplaceAll "\\$\\$\\{" (toYaml .Values.config) "" -}}
{{- range regexFindAll "\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}" $text -1 -}}
{{- $name := trimSuffix "}" (trimPrefix "${" .) -}}
{{- if not (has $name $given) }}{{ fail (printf "config: ${%s} has no value; name its secret under secrets.%s" $name $name) }}{{ end -}}
{{- end -}}
{{- if hasKey (default dict (index .Values.config "api-keys")) .Values.apiKey.name -}}
{{- fail (printf "config.api-keys: %s is the name of the chart's own key (apiKey.name)" .Values.apiKey.name) -}}
{{- end -}}

{{- with .Values.autoscaling -}}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) -}}
{{- fail "autoscaling.minReplicas: more than autoscaling.maxReplicas" -}}
{{- end -}}
{{- if and .enabled (not (dig "requests" "cpu" "" $.Values.resources)) -}}
{{- fail "resources.requests.cpu: missing; autoscaling.targetCPUUtilizationPercentage is a share of it" -}}
{{- end -}}
{{- end -}}
{{- $least := add .Values.preStopSeconds 35 | int -}}
{{- if lt (int .Values.terminationGracePeriodSeconds) $least -}}
{{- fail (printf "terminationGracePeriodSeconds: at least %d, or mails under way are cut off: preStopSeconds and 35" $least) -}}
{{- end -}}
{{- end }}
