package dev.waybill.common.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.samskivert.mustache.MustacheException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlPageTest {

    record Greeting(String title, List<Guest> guests, Optional<String> host) {}

    record Guest(String name) {}

    record Nameless(String title) {}

    @Test
    void escapesWhatItShows() {
        String html =
                render(new Greeting("A & B", List.of(new Guest("<script>alert('x')</script>")), Optional.empty()));

        assertThat(html)
                .contains("<title>A &amp; B</title>", "Hello &lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;!")
                .doesNotContain("<script");
    }

    @Test
    void standsAlone() {
        assertThat(render(new Greeting("Alone", List.of(), Optional.empty())))
                .startsWith("<!DOCTYPE html>")
                .endsWith("</html>\n")
                .contains("prefers-color-scheme: dark", "@media print")
                .doesNotContain("http:", "https:", "src=", "@import", "url(");
    }

    @Test
    void showsASectionOverAnOptionalForItsValueOnly() {
        assertThat(render(new Greeting("Party", List.of(), Optional.of("Ann")))).contains(" Yours, Ann\n");
        assertThat(render(new Greeting("Party", List.of(), Optional.empty()))).doesNotContain("Yours");
    }

    @Test
    void refusesARecordThatLacksAName() {
        assertThatThrownBy(() -> render(new Nameless("No guests")))
                .isInstanceOf(MustacheException.Context.class)
                .hasMessageContaining("guests");
    }

    @Test
    void refusesATemplateThatIsNotThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HtmlPage.render(HtmlPageTest.class, "none.mustache", new Nameless("")))
                .withMessage("There is no template none.mustache beside dev.waybill.common.report.HtmlPageTest");
    }

    @Test
    void replacesAPageAndLeavesNothingElse(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("reports").resolve("page.html");

        HtmlPage.write(file, "old");
        HtmlPage.write(file, "new");

        assertThat(file).hasContent("new");
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    private static String render(Record page) {
        return HtmlPage.render(HtmlPageTest.class, "greeting.mustache", page);
    }
}
