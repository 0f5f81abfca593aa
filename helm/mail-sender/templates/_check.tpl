{{/* What values.schema.json cannot say: contradictions between values that it cannot compare. */}}
{{- define "mail-sender.check" -}}
{{- include "mail-sender.checkName" . -}}
{{- include "mail-sender.checkService" . -}}
{{- include "mail-sender.checkPod" . -}}
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

{{- $given := concat (keys (default dict .Values.secrets)) (list "STORE_USERNAME" "STORE_PASSWORD" "STORE_DATABASE") -}}
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
{{- if not (or $.Values.envFrom (has $name $given)) }}{{ fail (printf "config: ${%s} has no value; name its secret under secrets.%s" $name $name) }}{{ end -}}
{{- end -}}

{{- if and .Values.management.enabled (eq (int .Values.management.port) (int .Values.service.port)) -}}
{{- fail "management.port: is service.port already" -}}
{{- end -}}
{{- with .Values.autoscaling -}}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) -}}
{{- fail "autoscaling.minReplicas: more than autoscaling.maxReplicas" -}}
{{- end -}}
{{- if and .enabled (not (dig "requests" "cpu" "" (default dict $.Values.resources))) -}}
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

{{/* A name that Kubernetes would refuse, or that a release has had before. */}}
{{- define "mail-sender.checkName" -}}
{{- if and (hasKey .Values "enabled") (eq (toString .Values.enabled) "false") -}}
{{- fail "enabled: false leaves the chart out only where a chart that depends on this one names it, as `condition: mail-sender.enabled`" -}}
{{- end -}}
{{- $given := .Values.fullnameOverride -}}
{{- if gt (len $given) 40 -}}
{{- fail (printf "fullnameOverride: %s has %d characters, and what is put behind it leaves room for 40; an earlier version of the chart cut it to %s" $given (len $given) (trunc 40 $given | trimSuffix "-")) -}}
{{- end -}}
{{- $name := include "mail-sender.fullname" . -}}
{{- if not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" $name) -}}
{{- fail (printf "fullnameOverride: give one, as %s is no name for a Service: lower-case letters, digits and -, a letter first" $name) -}}
{{- end -}}
{{- $old := include "mail-sender.wholeName" . | trunc 40 | trimSuffix "-" -}}
{{- if ne $old $name -}}
{{- $labels := dig "metadata" "labels" dict (lookup "v1" "Service" .Release.Namespace $old) -}}
{{- if eq (get $labels "app.kubernetes.io/instance") .Release.Name -}}
{{- fail (printf "fullnameOverride: give %s, as the release is called so in this cluster; %s would be another one, with another volume and other keys" $old $name) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* What the API server refuses, or takes and does not do. */}}
{{- define "mail-sender.checkService" -}}
{{- with .Values.service -}}
{{- $type := .type -}}
{{- if eq $type "ClusterIP" -}}
{{- range $value, $set := dict "service.nodePort" .nodePort "service.externalTrafficPolicy" .externalTrafficPolicy "management.nodePort" $.Values.management.nodePort -}}
{{- if $set }}{{ fail (printf "%s: %v is for service.type NodePort or LoadBalancer; leave it out, or change the type" $value $set) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- if ne $type "LoadBalancer" -}}
{{- range $key := list "loadBalancerIP" "loadBalancerClass" "loadBalancerSourceRanges" -}}
{{- with get $.Values.service $key }}{{ fail (printf "service.%s: %v is for service.type LoadBalancer; leave it out, or change the type" $key .) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- if eq (default "" .clusterIP) "None" -}}
{{- if ne $type "ClusterIP" }}{{ fail (printf "service.clusterIP: None is for service.type ClusterIP, not %s; leave it out, or change the type" $type) }}{{ end -}}
{{- $own := include "mail-sender.port" $ | int -}}
{{- if ne (int .port) $own }}{{ fail (printf "service.port: %d, as service.clusterIP None leads to the pods without anything that would translate %d" $own (int .port)) }}{{ end -}}
{{- $own = include "mail-sender.managementPort" $ | int -}}
{{- if and $.Values.management.enabled (ne (int $.Values.management.port) $own) -}}
{{- fail (printf "management.port: %d, as service.clusterIP None leads to the pods without anything that would translate %d" $own (int $.Values.management.port)) -}}
{{- end -}}
{{- end -}}
{{- if and (gt (len (default list .ipFamilies)) 1) (has (default "" .ipFamilyPolicy) (list "" "SingleStack")) -}}
{{- fail "service.ipFamilyPolicy: PreferDualStack or RequireDualStack, as service.ipFamilies names two" -}}
{{- end -}}
{{- if and .nodePort $.Values.management.enabled (eq (int .nodePort) (int $.Values.management.nodePort)) -}}
{{- fail (printf "management.nodePort: %d is service.nodePort already; give another one, or 0" (int .nodePort)) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* What is put into the daemon's pod. */}}
{{- define "mail-sender.checkPod" -}}
{{- $claimed := and (eq .Values.store.kind "sqlite") (not .Values.store.sqlite.existingClaim) | ternary (list (dict "name" "data")) list -}}
{{- $volumes := include "mail-sender.joined" (list "name" "the chart itself" (concat $claimed (include "mail-sender.ownVolumes" . | fromYamlArray)) "extraVolumes" .Values.extraVolumes) | fromYamlArray -}}
{{- $names := list -}}
{{- range $volumes }}{{ $names = append $names .name }}{{ end -}}
{{- range .Values.extraVolumeMounts -}}
{{- if not (has .name $names) }}{{ fail (printf "extraVolumeMounts: there is no volume %s; describe it under extraVolumes" .name) }}{{ end -}}
{{- end -}}
{{- $init := include "mail-sender.templated" (list . .Values.initContainers) | fromYamlArray -}}
{{- $beside := include "mail-sender.templated" (list . .Values.extraContainers) | fromYamlArray -}}
{{- $_ := include "mail-sender.joined" (list "name" "the chart itself" (list (dict "name" "daemon")) "initContainers" $init "extraContainers" $beside) -}}
{{- end }}
