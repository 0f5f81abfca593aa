package io.mailsender.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateSyntaxTest {

    private static final TemplateSyntax SYNTAX = new TemplateSyntax(Pattern.compile("\\{(?=[{%#])"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <p>Hello</p>                                     | <p>Hello</p>
            <p>{{ name }}</p>                                | <p>&#123;{ name }}</p>
            <p>{{{x}}}</p>                                   | <p>&#123;&#123;{x}}}</p>
            <p>{% if a %}{# b #}</p>                         | <p>&#123;% if a %}&#123;# b #}</p>
            <a href="https://a.example/?q={{x}}">            | <a href="https://a.example/?q=&#123;{x}}">
            <STYLE>@media print{#a{color:red}}</STYLE>{{x}}  | <STYLE>@media print{ #a{color:red}}</STYLE>&#123;{x}}
            <style>a{color:red}</style><p>{ {</p>            | <style>a{color:red}</style><p>{ {</p>
            <style>b{#c{                                     | <style>b{ #c{
            <script>var a = {};</script>{{x}}                | <script>var a = {};</script>&#123;{x}}
            """)
    void escapesHtml(String html, String escaped) {
        assertThat(SYNTAX.escape(html)).contains(escaped);
    }

    @Test
    void doesNotEscapeAScript() {
        assertThat(SYNTAX.escape("<script type='application/ld+json'>{\"a\": \"{{x}}\"}</script>"))
                .isEmpty();
        assertThat(SYNTAX.escape("<script>{%")).isEmpty();
    }

    @Test
    void readsALargeText() {
        assertThat(SYNTAX.escape("<style>" + "a".repeat(5_000_000) + "{{"))
                .hasValueSatisfying(html -> assertThat(html).endsWith("{ {"));
    }
}
