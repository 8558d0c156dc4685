package dev.waybill.common.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTest {

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            value = {
                "eta_minutes, 3.5 (95%) => eta_minutes, 3.5 (95%)",
                "Ann & Bob => Ann & Bob",
                "-1 => -1",
                "- => -",
                "[1, 2] => [1, 2]",
                "<script>alert(1)</script> => &lt;script&gt;alert(1)&lt;/script&gt;",
                "&lt;b&gt; &#60; => &amp;lt;b&amp;gt; &amp;#60;",
                "a|b => a\\|b",
                "a\\|b => a\\\\\\|b",
                "`a` => \\`a\\`",
                "**a** ~~b~~ => \\*\\*a\\*\\* \\~\\~b\\~\\~",
                "$a$ => \\$a\\$",
                "__a__ _b c_d => \\_\\_a\\_\\_ \\_b c_d",
                "![a](http://b) => ![a\\](http://b)",
                "[a]: b => [a\\]: b",
                "# a => \\# a",
                "- a => \\- a",
                "12. a => 12\\. a",
                "1.5 a => 1.5 a"
            })
    void showsTextAsItIs(String text, String escaped) {
        assertThat(Markdown.text(text)).isEqualTo(escaped);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " => ",
            quoteCharacter = '"',
            value = {
                "a < 5 and b | c => `a < 5 and b | c`",
                "`Time (min)` / 2 => `` `Time (min)` / 2 ``",
                "a ``b`` c => ```a ``b`` c```"
            })
    void showsCodeAsItIs(String text, String code) {
        assertThat(Markdown.code(text)).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\u0000\u2028", "\u0085"})
    void keepsInOneLine(String lineBreak) {
        String text = "\n| a" + lineBreak + "# b\n";

        assertThat(Markdown.text(text)).isEqualTo("\\| a # b");
        assertThat(Markdown.code(text)).isEqualTo("`| a # b`");
    }
}
