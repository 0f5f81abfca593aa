<?xml version="1.0" encoding="UTF-8"?>
<!-- Turns floors.xml into rules for maven-enforcer-plugin. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template match="/floors">
    <enforcer>
      <rules>
        <xsl:for-each select="floor">
          <bannedDependencies>
            <message>
              <xsl:value-of select="concat(@of, ' must be at least ', @version, ' (', @mends, '): ', .)"/>
            </message>
            <excludes>
              <exclude>
                <xsl:value-of select="concat(@of, ':(,', @version, ')')"/>
              </exclude>
            </excludes>
          </bannedDependencies>
        </xsl:for-each>
      </rules>
    </enforcer>
  </xsl:template>
</xsl:stylesheet>
