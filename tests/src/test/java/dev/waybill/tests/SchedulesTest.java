package dev.waybill.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.waybill.common.refusal.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in {@code conf/schedules} runs the same command, and tries again what may go well the next time. */
class SchedulesTest {

    static final Path FOLDER =
            Path.of("..", "conf", "schedules").toAbsolutePath().normalize();

    /** After these somebody has to do something first; after all others, the same command may do. */
    static final List<Integer> NEVER_RETRIED = Stream.of(ExitCode.MISTAKE, ExitCode.DATA_REFUSED)
            .map(ExitCode::number)
            .toList();

    private static final String NIGHT = "./waybill nightly -p green-taxi";

    @TempDir
    private Path folder;

    @Test
    void cronRunsANightAndAsksAgainLater() throws IOException {
        Pattern entry = Pattern.compile("\\d+ (?<hours>[\\d,]+) \\* \\* \\* waybill (?<command>.*)");
        assertThat(Files.readAllLines(FOLDER.resolve("crontab")))
                .filteredOn(line -> !line.isBlank() && !line.matches("#.*|[A-Z_]+=.*"))
                .singleElement()
                .satisfies(line -> assertThat(entry.matcher(line)).satisfies(found -> {
                    assertThat(found.matches()).isTrue();
                    assertThat(found.group("hours").split(",", -1)).hasSizeGreaterThan(1);
                    assertThat(found.group("command"))
                            .startsWith("cd /opt/waybill && ")
                            .contains("exec " + NIGHT + " >>");
                }));
    }

    @Test
    void systemdRunsANightAndRetriesIt() throws IOException {
        String service = Files.readString(FOLDER.resolve("waybill-nightly@.service"));

        assertThat(value(service, "WorkingDirectory") + " " + value(service, "ExecStart"))
                .isEqualTo("/opt/waybill /opt/waybill/waybill nightly -p %i");
        assertThat(value(service, "Restart")).isEqualTo("on-failure");
        assertThat(Stream.of(value(service, "RestartPreventExitStatus").split(" ", -1))
                        .map(Integer::valueOf))
                .isEqualTo(NEVER_RETRIED);
    }

    /** With a program that is there, since the tool looks for it; a file that it would change comes with a line. */
    @Test
    void systemdUnderstandsItsUnits() throws IOException, InterruptedException {
        for (String name : List.of("waybill-nightly@.service", "waybill-nightly@.timer")) {
            String unit = Files.readString(FOLDER.resolve(name));
            Files.writeString(folder.resolve(name), unit.replace("/opt/waybill/waybill", "/bin/true"));
        }

        assertThat(verified("waybill-nightly@green-taxi.timer", "waybill-nightly@green-taxi.service"))
                .isEmpty();
    }

    @Test
    void kubernetesRunsANightAndRetriesIt() throws IOException {
        JsonNode job = new YAMLMapper()
                .readTree(FOLDER.resolve("kubernetes-cronjob.yaml").toFile())
                .at("/spec/jobTemplate/spec");
        JsonNode container = job.at("/template/spec/containers/0");

        assertThat(String.join(" ", texts(container.path("command")))).isEqualTo(NIGHT);
        assertThat(job.at("/podFailurePolicy/rules/0/action").asText()).isEqualTo("FailJob");
        assertThat(job.findValues("containerName"))
                .hasSize(2)
                .allMatch(name -> name.asText().equals(container.path("name").asText()));
        assertThat(job.findValues("values"))
                .hasSize(2)
                .allSatisfy(values -> assertThat(texts(values))
                        .isEqualTo(NEVER_RETRIED.stream().map(String::valueOf).toList()));
        assertThat(job.at("/template/spec/restartPolicy").asText()).isEqualTo("Never");
    }

    private static String value(String unit, String key) {
        return Pattern.compile("(?m)^" + key + "=(.*)$")
                .matcher(unit)
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> texts(JsonNode list) {
        return Stream.iterate(0, i -> i < list.size(), i -> i + 1)
                .map(i -> list.get(i).asText())
                .toList();
    }

    /** What it complains of, even where it would go on all the same. */
    private String verified(String... units) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(Stream.concat(
                                    Stream.of("systemd-analyze", "verify"),
                                    Stream.of(units).map("./"::concat))
                            .toList())
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? output : "failed: " + output;
        } catch (IOException e) {
            System.out.println("Skipped what systemd-analyze checks: needs systemd");
            return abort("no systemd-analyze");
        }
    }
}
