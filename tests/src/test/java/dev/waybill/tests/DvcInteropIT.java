package dev.waybill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waybill.common.file.JsonFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waybill and the real DVC on the same pipeline: either sees what the other one ran. */
class DvcInteropIT {

    private static final String FILE = "pipelines/demo/dvc.yaml";

    @TempDir
    Path folder;

    @Test
    void agreeOnWhatChangedAndOnWhatRan() throws IOException, InterruptedException {
        RealDvc dvc = RealDvc.install();
        DemoHome home = DemoHome.copyOfShared(folder.toRealPath());
        dvc.git(home.path(), "init", "-q");
        dvc.dvc(home.path(), "init", "-q");

        assertThat(json(dvc, home, "status", "--json")).isEmpty();
        dvc.git(home.path(), "add", "-A");
        dvc.git(home.path(), "commit", "-qm", "first run");

        home.write(
                "pipelines/demo/params.yaml",
                home.read("pipelines/demo/params.yaml").replace("within: 5 ", "within: 4 "));
        assertThat(changedByDvc(dvc, home)).containsExactly("evaluate", "promote");
        assertThat(changedByWaybill(home)).containsExactly("evaluate", "promote");

        dvc.dvc(home.path(), "repro", FILE);
        assertThat(home.run("status", "-p", "demo").out()).endsWith("demo: up to date.\n");
        assertThat(home.run("repro", "-p", "demo").out()).endsWith("demo: up to date.\n");
        assertThat(json(dvc, home, "status", "--json")).isEmpty();

        showsTheSame(dvc, home);
    }

    /** DVC's displays read the files that jobs wrote. */
    private static void showsTheSame(RealDvc dvc, DemoHome home) throws IOException, InterruptedException {
        String metrics = "pipelines/demo/metrics/evaluate.json";
        JsonNode shown = json(dvc, home, "metrics", "show", "--json");
        assertThat(shown.path("").path("data").path(metrics).path("data").path("mae"))
                .isEqualTo(JsonFile.JSON.readTree(home.read(metrics)).path("mae"));
        JsonNode diff = json(dvc, home, "metrics", "diff", "--json").path(metrics);
        assertThat(diff.path("within_4_min").has("new")).isTrue();
        assertThat(diff.path("within_5_min").has("old")).isTrue();
        assertThat(dvc.dvc(home.path(), "dag", "--dot"))
                .contains("\"pipelines/demo/dvc.yaml:prepare\" -> \"pipelines/demo/dvc.yaml:feature-engineer\"");
    }

    private static Set<String> changedByDvc(RealDvc dvc, DemoHome home) throws IOException, InterruptedException {
        Set<String> stages = new TreeSet<>();
        json(dvc, home, "status", "--json")
                .fieldNames()
                .forEachRemaining(name -> stages.add(name.replace(FILE + ":", "")));
        return stages;
    }

    private static JsonNode json(RealDvc dvc, DemoHome home, String... words) throws IOException, InterruptedException {
        return JsonFile.JSON.readTree(dvc.dvc(home.path(), words));
    }

    private static Set<String> changedByWaybill(DemoHome home) throws IOException {
        Set<String> stages = new TreeSet<>();
        JsonNode status = JsonFile.JSON.readTree(
                home.run("status", "-p", "demo", "--json").out());
        for (JsonNode stage : status.path("stages")) {
            for (JsonNode change : stage.path("changes")) {
                if (!change.path("kind").asText().equals("upstream")) {
                    stages.add(stage.path("stage").asText());
                }
            }
        }
        return stages;
    }
}
