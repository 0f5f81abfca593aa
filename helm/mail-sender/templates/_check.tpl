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

{{- $given := concat (keys .Values.secrets) (list "STORE_USERNAME" "STORE_PASSWORD" "STORE_DATABASE") -}}
{{- range .Values.env }}{{ $given = append $given .name }}{{ end -}}
{{- $own := list -}}
{{- range (include "mail-sender.keys" . | fromJson).keys -}}
{{- if hasKey (default dict (index $.Values.config "api-keys")) .name -}}
{{- fail (printf "config.api-keys: %s is the name of one of the chart's own keys (apiKey.name, monitoringKey.name, adminKey.name)" .name) -}}
{{- end -}}
{{- if has .name $own }}{{ fail (printf "apiKey.name, monitoringKey.name, adminKey.name: %s is the name of two" .name) }}{{ end -}}
{{- $own = append $own .name -}}
{{- $given = append $given .variable -}}
{{- end -}}
{{- $text := regexReplaceAll "\\$\\$\\{" (toYaml .Values.config) "" -}}
{{- range regexFindAll "\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}" $text -1 -}}
{{- $name := trimSuffix "}" (trimPrefix "${" .) -}}
{{- if not (has $name $given) }}{{ fail (printf "config: ${%s} has no value; name its secret under secrets.%s" $name $name) }}{{ end -}}
{{- end -}}

{{- if and .Values.management.enabled (eq (int .Values.management.port) (int .Values.service.port)) -}}
{{- fail "management.port: is service.port already" -}}
{{- end -}}
{{- with .Values.autoscaling -}}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) -}}
{{- fail "autoscaling.minReplicas: more than autoscaling.maxReplicas" -}}
{{- end -}}
{{- if and .enabled (not (dig "requests" "cpu" "" $.Values.resources)) -}}
{{- fail "resources.requests.cpu: missing; autoscaling.targetCPUUtilizationPercentage is a share of it" -}}
{{- end -}}
{{- end -}}
{{- if and .Values.networkPolicy.enabled (not .Values.networkPolicy.ingressNamespaces) (not .Values.networkPolicy.ingressFrom) -}}
{{- $who := dict "the Ingress controller" .Values.ingress.enabled "the gateway" .Values.httpRoute.enabled "Prometheus" .Values.monitoring.serviceMonitor.enabled -}}
{{- range $name, $enabled := $who -}}
{{- if $enabled }}{{ fail (printf "networkPolicy.ingressNamespaces: name the namespace that %s runs in, or it cannot reach the daemon" $name) }}{{ end -}}
{{- end -}}
{{- if ne .Values.service.type "ClusterIP" -}}
{{- fail (printf "networkPolicy.ingressFrom: say who may come through the %s, such as [{ipBlock: {cidr: 10.0.0.0/8}}]" .Values.service.type) -}}
{{- end -}}
{{- end -}}
{{- $least := add .Values.preStopSeconds 35 | int -}}
{{- if lt (int .Values.terminationGracePeriodSeconds) $least -}}
{{- fail (printf "terminationGracePeriodSeconds: at least %d, or mails under way are cut off: preStopSeconds and 35" $least) -}}
{{- end -}}
{{- end }}
