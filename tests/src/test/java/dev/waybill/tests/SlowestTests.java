package dev.waybill.tests;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** Prints, at the end of a build, the test classes that took longest, from what Surefire and Failsafe reported. */
public final class SlowestTests {

    private static final int SHOWN = 10;

    /** One test class. */
    record Timed(String module, String name, double seconds) {

        String line() {
            return String.format(Locale.ROOT, "%7.1f s  %-10s %s", seconds, module, name);
        }
    }

    private SlowestTests() {}

    /**
     * Prints them.
     *
     * @param arguments the project's root, and when the build began, in UTC: {@code 20240304120000}
     */
    public static void main(String[] arguments) throws IOException {
        Instant begin = LocalDateTime.parse(arguments[1], DateTimeFormatter.ofPattern("uuuuMMddHHmmss"))
                .toInstant(ZoneOffset.UTC);
        List<Timed> slowest = slowest(Path.of(arguments[0]), begin);
        if (!slowest.isEmpty()) {
            System.out.println("The slowest test classes:");
            slowest.forEach(timed -> System.out.println(timed.line()));
        }
    }

    /** Of reports that are no older than the build: a run of one class leaves those of others where they were. */
    static List<Timed> slowest(Path root, Instant begin) throws IOException {
        PathMatcher isReport =
                FileSystems.getDefault().getPathMatcher("glob:**/target/{surefire,failsafe}-reports/TEST-*.xml");
        List<Timed> all = new ArrayList<>();
        try (Stream<Path> files = Files.find(
                root,
                4,
                (file, facts) -> isReport.matches(file)
                        && !facts.lastModifiedTime().toInstant().isBefore(begin))) {
            for (Path file : files.toList()) {
                all.add(read(root, file));
            }
        }
        return all.stream()
                .sorted(Comparator.comparingDouble(Timed::seconds).reversed())
                .limit(SHOWN)
                .toList();
    }

    private static Timed read(Path root, Path report) throws IOException {
        try {
            Element suite = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(report.toFile())
                    .getDocumentElement();
            String name = suite.getAttribute("name");
            return new Timed(
                    root.relativize(report).getName(0).toString(),
                    name.substring(name.lastIndexOf('.') + 1),
                    Double.parseDouble(suite.getAttribute("time").replace(",", "")));
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("Cannot read " + report, e);
        }
    }
}
