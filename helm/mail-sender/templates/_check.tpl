{{/* Contradictions between values, which values.schema.json cannot express. */}}
{{- define "mail-sender.check" -}}
{{- include "mail-sender.checkName" . -}}
{{- include "mail-sender.checkService" . -}}
{{- include "mail-sender.checkSmtp" . -}}
{{- include "mail-sender.checkPod" . -}}
{{- $names := keys (default dict .Values.config.providers) -}}
{{- $order := default list .Values.config.order -}}
{{- range $order -}}
{{- if not (has . $names) }}{{ fail (printf "config.order: config.providers has no provider %s" .) }}{{ end -}}
{{- end -}}
{{- $routed := list -}}
{{- range (default list .Values.config.routes) -}}
{{- $route := .name -}}
{{- range (concat (default list .order) (keys (default dict .weights))) -}}
{{- if not (has . $names) }}{{ fail (printf "config.routes: %s: config.providers has no provider %s" $route .) }}{{ end -}}
{{- $routed = append $routed . -}}
{{- end -}}
{{- end -}}
{{- range $names -}}
{{- if and (or $order (gt (len $names) 1)) (not (has . $order)) (not (has . $routed)) -}}
{{- fail (printf "config.order: the provider %s is missing" .) -}}
{{- end -}}
{{- end -}}
{{- if ne (len $order) (len (uniq $order)) }}{{ fail "config.order: a provider is listed twice" }}{{ end -}}

{{- $given := concat (keys (default dict .Values.secrets)) (list "STORE_USERNAME" "STORE_PASSWORD" "STORE_DATABASE") -}}
{{- range .Values.env }}{{ $given = append $given .name }}{{ end -}}
{{- $own := list -}}
{{- range (include "mail-sender.keys" . | fromJson).keys -}}
{{- if hasKey (default dict (index $.Values.config "api-keys")) .name -}}
{{- fail (printf "config.api-keys: one of the chart's own keys (apiKey.name, monitoringKey.name, adminKey.name) is named %s; choose another name" .name) -}}
{{- end -}}
{{- if has .name $own }}{{ fail (printf "apiKey.name, monitoringKey.name, adminKey.name: two keys are named %s; give each its own name" .name) }}{{ end -}}
{{- $own = append $own .name -}}
{{- $given = append $given .variable -}}
{{- end -}}
{{- $text := regexReplaceAll "\\$\\$\\{" (toYaml .Values.config) "" -}}
{{- range regexFindAll "\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}" $text -1 -}}
{{- $name := trimSuffix "}" (trimPrefix "${" .) -}}
{{- if not (or $.Values.envFrom (has $name $given)) }}{{ fail (printf "config: ${%s} has no value; add its secret as secrets.%s" $name $name) }}{{ end -}}
{{- end -}}

{{- if and .Values.management.enabled (eq (int .Values.management.port) (int .Values.service.port)) -}}
{{- fail "management.port: the same as service.port; choose another port" -}}
{{- end -}}
{{- if and .Values.console.ingress.enabled (not .Values.console.enabled) -}}
{{- fail "console.ingress.enabled: needs console.enabled; set both, or neither" -}}
{{- end -}}
{{- if and (get (default dict .Values.config.console) "user-header") (not (get (default dict .Values.config.server) "trusted-proxies")) -}}
{{- fail "config.console.user-header: needs config.server.trusted-proxies, the addresses of the proxy that people sign in to; from others the header is ignored" -}}
{{- end -}}
{{- with .Values.autoscaling -}}
{{- if and .enabled (gt (int .minReplicas) (int .maxReplicas)) -}}
{{- fail "autoscaling.minReplicas: greater than autoscaling.maxReplicas" -}}
{{- end -}}
{{- if and .enabled (not (dig "requests" "cpu" "" (default dict $.Values.resources))) -}}
{{- fail "resources.requests.cpu: missing; autoscaling.targetCPUUtilizationPercentage is a share of it" -}}
{{- end -}}
{{- end -}}
{{- if and .Values.networkPolicy.enabled (not .Values.networkPolicy.ingressNamespaces) (not .Values.networkPolicy.ingressFrom) -}}
{{- $console := and .Values.console.ingress.enabled (not .Values.networkPolicy.consoleFrom) -}}
{{- $who := dict "the Ingress controller" (or .Values.ingress.enabled $console) "the gateway" .Values.httpRoute.enabled "Prometheus" .Values.monitoring.serviceMonitor.enabled -}}
{{- range $name, $enabled := $who -}}
{{- if $enabled }}{{ fail (printf "networkPolicy.ingressNamespaces: add the namespace of %s, or it cannot reach the daemon" $name) }}{{ end -}}
{{- end -}}
{{- if ne .Values.service.type "ClusterIP" -}}
{{- fail (printf "networkPolicy.ingressFrom: set who may use the %s, such as [{ipBlock: {cidr: 10.0.0.0/8}}]" .Values.service.type) -}}
{{- end -}}
{{- end -}}
{{- $least := add .Values.preStopSeconds 35 | int -}}
{{- if lt (int .Values.terminationGracePeriodSeconds) $least -}}
{{- fail (printf "terminationGracePeriodSeconds: must be at least %d (preStopSeconds + 35), or running attempts are cut off" $least) -}}
{{- end -}}
{{- end }}

{{/* Names that Kubernetes would refuse, and the name that an earlier version of the chart gave this release. */}}
{{- define "mail-sender.checkName" -}}
{{- if and (hasKey .Values "enabled") (eq (toString .Values.enabled) "false") -}}
{{- fail "enabled: false has no effect unless the parent chart names it in its dependency, as `condition: mail-sender.enabled`" -}}
{{- end -}}
{{- $given := .Values.fullnameOverride -}}
{{- if gt (len $given) 40 -}}
{{- fail (printf "fullnameOverride: %s has %d characters; at most 40 are allowed. An earlier version of the chart cut it to %s" $given (len $given) (trunc 40 $given | trimSuffix "-")) -}}
{{- end -}}
{{- $name := include "mail-sender.fullname" . -}}
{{- if not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" $name) -}}
{{- fail (printf "fullnameOverride: %s is not a valid Service name; set one with lower-case letters, digits and -, starting with a letter" $name) -}}
{{- end -}}
{{- $old := include "mail-sender.wholeName" . | trunc 40 | trimSuffix "-" -}}
{{- if ne $old $name -}}
{{- $labels := dig "metadata" "labels" dict (lookup "v1" "Service" .Release.Namespace $old) -}}
{{- if eq (get $labels "app.kubernetes.io/instance") .Release.Name -}}
{{- fail (printf "fullnameOverride: set %s, this release's name in the cluster; %s would get another volume and other keys" $old $name) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* Service settings that the API server refuses or ignores. */}}
{{- define "mail-sender.checkService" -}}
{{- with .Values.service -}}
{{- $type := .type -}}
{{- if eq $type "ClusterIP" -}}
{{- range $value, $set := dict "service.nodePort" .nodePort "service.externalTrafficPolicy" .externalTrafficPolicy "management.nodePort" $.Values.management.nodePort -}}
{{- if $set }}{{ fail (printf "%s: %v needs service.type NodePort or LoadBalancer; remove it or change the type" $value $set) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- if ne $type "LoadBalancer" -}}
{{- range $key := list "loadBalancerIP" "loadBalancerClass" "loadBalancerSourceRanges" -}}
{{- with get $.Values.service $key }}{{ fail (printf "service.%s: %v needs service.type LoadBalancer; remove it or change the type" $key .) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- if eq (default "" .clusterIP) "None" -}}
{{- if ne $type "ClusterIP" }}{{ fail (printf "service.clusterIP: None needs service.type ClusterIP, not %s; remove it or change the type" $type) }}{{ end -}}
{{- $own := include "mail-sender.port" $ | int -}}
{{- if ne (int .port) $own }}{{ fail (printf "service.port: must be %d, not %d; with service.clusterIP None no port is translated" $own (int .port)) }}{{ end -}}
{{- $own = include "mail-sender.managementPort" $ | int -}}
{{- if and $.Values.management.enabled (ne (int $.Values.management.port) $own) -}}
{{- fail (printf "management.port: must be %d, not %d; with service.clusterIP None no port is translated" $own (int $.Values.management.port)) -}}
{{- end -}}
{{- end -}}
{{- if and (gt (len (default list .ipFamilies)) 1) (has (default "" .ipFamilyPolicy) (list "" "SingleStack")) -}}
{{- fail "service.ipFamilyPolicy: must be PreferDualStack or RequireDualStack; service.ipFamilies has two families" -}}
{{- end -}}
{{- if and .nodePort $.Values.management.enabled (eq (int .nodePort) (int $.Values.management.nodePort)) -}}
{{- fail (printf "management.nodePort: %d is also service.nodePort; choose another port, or 0" (int .nodePort)) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* The ports for SMTP. */}}
{{- define "mail-sender.checkSmtp" -}}
{{- with .Values.smtp -}}
{{- if .enabled -}}
{{- if not $.Values.tls.existingSecret }}{{ fail "smtp.enabled: needs tls.existingSecret; the daemon takes API keys over SMTP only with TLS" }}{{ end -}}
{{- if eq $.Values.store.kind "none" }}{{ fail "smtp.enabled: needs a store; set store.kind sqlite or postgresql" }}{{ end -}}
{{- if dig "listeners" "" (default dict $.Values.config.smtp) }}{{ fail "config.smtp.listeners: set by smtp.enabled; remove one of them" }}{{ end -}}
{{- if not (or .port .tlsPort) }}{{ fail "smtp.port: set it or smtp.tlsPort; both are 0" }}{{ end -}}
{{- end -}}
{{- end -}}
{{- $taken := dict (toString (int .Values.service.port)) "service.port" -}}
{{- if .Values.management.enabled }}{{ $_ := set $taken (toString (int .Values.management.port)) "management.port" }}{{ end -}}
{{- $nodes := dict -}}
{{- range $value, $port := dict "service.nodePort" .Values.service.nodePort "management.nodePort" (.Values.management.enabled | ternary .Values.management.nodePort 0) -}}
{{- if $port }}{{ $_ := set $nodes (toString (int $port)) $value }}{{ end -}}
{{- end -}}
{{- range (include "mail-sender.smtpPorts" . | fromJson).ports -}}
{{- $port := toString (int .port) -}}
{{- if hasKey $taken $port }}{{ fail (printf "%s: %s is also %s; choose another port" .value $port (get $taken $port)) }}{{ end -}}
{{- $_ := set $taken $port .value -}}
{{- if and (eq (default "" $.Values.service.clusterIP) "None") (ne (int .port) (int .own)) -}}
{{- fail (printf "%s: must be %d, not %d; with service.clusterIP None no port is translated" .value (int .own) (int .port)) -}}
{{- end -}}
{{- if .nodePort -}}
{{- if eq $.Values.service.type "ClusterIP" }}{{ fail (printf "%s: %d needs service.type NodePort or LoadBalancer; remove it or change the type" .nodeValue (int .nodePort)) }}{{ end -}}
{{- $node := toString (int .nodePort) -}}
{{- if hasKey $nodes $node }}{{ fail (printf "%s: %s is also %s; choose another port, or 0" .nodeValue $node (get $nodes $node)) }}{{ end -}}
{{- $_ := set $nodes $node .nodeValue -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* Additions to the daemon's pod. */}}
{{- define "mail-sender.checkPod" -}}
{{- $claimed := and (eq .Values.store.kind "sqlite") (not .Values.store.sqlite.existingClaim) | ternary (list (dict "name" "data")) list -}}
{{- $volumes := include "mail-sender.joined" (list "name" "the chart" (concat $claimed (include "mail-sender.ownVolumes" . | fromYamlArray)) "extraVolumes" .Values.extraVolumes) | fromYamlArray -}}
{{- $names := list -}}
{{- range $volumes }}{{ $names = append $names .name }}{{ end -}}
{{- range .Values.extraVolumeMounts -}}
{{- if not (has .name $names) }}{{ fail (printf "extraVolumeMounts: no volume is named %s; add it to extraVolumes" .name) }}{{ end -}}
{{- end -}}
{{- $init := include "mail-sender.templated" (list . .Values.initContainers) | fromYamlArray -}}
{{- $beside := include "mail-sender.templated" (list . .Values.extraContainers) | fromYamlArray -}}
{{- $_ := include "mail-sender.joined" (list "name" "the chart" (list (dict "name" "daemon")) "initContainers" $init "extraContainers" $beside) -}}
{{- end }}
