package io.mailsender.oauth;

import java.net.URI;

/**
 * Microsoft's clouds, which share nothing (<a href="https://learn.microsoft.com/graph/deployments">Microsoft Graph national cloud
 * deployments</a>).
 */
public enum MicrosoftCloud {
    GLOBAL("https://login.microsoftonline.com", "https://graph.microsoft.com", "https://outlook.office365.com"),
    US_GOVERNMENT("https://login.microsoftonline.us", "https://graph.microsoft.us", "https://outlook.office365.us"),
    US_DOD("https://login.microsoftonline.us", "https://dod-graph.microsoft.us", "https://webmail.apps.mil"),
    CHINA("https://login.chinacloudapi.cn", "https://microsoftgraph.chinacloudapi.cn", "https://partner.outlook.cn");

    private final String login;
    private final String graph;
    private final String outlook;

    MicrosoftCloud(String login, String graph, String outlook) {
        this.login = login;
        this.graph = graph;
        this.outlook = outlook;
    }

    URI tokenEndpoint(String tenant) {
        return URI.create(login + "/" + tenant + "/oauth2/v2.0/token");
    }

    /** The base URL of Microsoft Graph. */
    public URI graph() {
        return URI.create(graph);
    }

    /** The scope of a token for Microsoft Graph: all application permissions that were granted. */
    public String graphScope() {
        return graph + "/.default";
    }

    /** The scope of a token for SMTP. A token for Graph is refused there, and the other way round. */
    public String smtpScope() {
        return outlook + "/.default";
    }
}
