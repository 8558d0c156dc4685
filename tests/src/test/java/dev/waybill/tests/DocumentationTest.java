package dev.waybill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocumentationTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

    @Test
    void linksToFilesThatAreThere() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            List<String> broken = Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .flatMap(DocumentationTest::brokenLinks)
                    .toList();
            assertThat(broken).isEmpty();
        }
    }

    private static Stream<String> brokenLinks(Path file) {
        try {
            return LINK.matcher(Files.readString(file))
                    .results()
                    .map(link -> link.group(1))
                    .filter(target -> Files.notExists(file.resolveSibling(target)))
                    .map(target -> ROOT.relativize(file) + " -> " + target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
