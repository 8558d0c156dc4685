package dev.waybill.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waybill.Main;
import dev.waybill.pipelines.cli.Surroundings;
import dev.waybill.pipelines.dvc.DvcFile;
import dev.waybill.pipelines.dvc.DvcLock;
import dev.waybill.pipelines.dvc.Hashes;
import dev.waybill.pipelines.dvc.LockEntry;
import dev.waybill.pipelines.dvc.LockedStage;
import dev.waybill.pipelines.dvc.ParamValues;
import dev.waybill.pipelines.dvc.Stage;
import dev.waybill.pipelines.dvc.StageGraph;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline that the real DVC and we read, lock and compare in turns. */
class DvcIT {

    private static final JsonMapper JSON = new JsonMapper();

    private static final String STAGES = """
            vars:
              - cities.yaml
              - suffix: csv
            stages:
              clean:
                cmd: mkdir -p data && cp -r raw data/clean && echo '{"rows":3,"share":{"kept":0.75,"why":"ok"}}' > clean.json
                deps: [./raw]
                params: [clean, texts]
                outs: [data/clean: {cache: false}]
                metrics: [clean.json: {cache: false}]
              city:
                foreach: ${cities}
                do:
                  cmd: cp data/clean/a ${key}.${suffix} && echo ${item.limit} >> ${key}.${suffix}
                  deps: [data/clean/a]
                  outs: ['${key}.${suffix}': {cache: false}]
              fit:
                matrix:
                  depth: [2, 4]
                  kind: ${kinds}
                cmd: cat us.csv uk.csv > fit-${key}
                deps: [us.csv, uk.csv]
                outs: ['fit-${key}': {cache: false}]
              report:
                wdir: reports
                cmd: [cat ../fit-2-fast > all, echo done >> all]
                deps: [../fit-2-fast, ../fit-4-slow]
                params: [../params.yaml: , ../other.json: [seed]]
                outs: [all: {cache: false}]
              alone:
                cmd: echo > alone
                outs: [alone: {cache: false}]
              ends:
                cmd: echo > ends
                params: [ends.yaml: [most, both]]
                outs: [ends: {cache: false}]
              kept:
                cmd: exit 1
                frozen: true
                outs: [kept: {cache: false}]
            """;

    @TempDir
    Path folder;

    private Path pipeline = Path.of("");

    @BeforeEach
    void makePipeline() throws IOException {
        pipeline = folder.toRealPath().resolve("pipelines/parcels");
        Files.createDirectories(folder.resolve("conf"));
        write("dvc.yaml", STAGES);
        write("cities.yaml", "cities: {us: {limit: 1}, uk: {limit: 2.50}}\nkinds: [fast, slow]\n");
        write("params.yaml", """
                clean: {rate: 1e-3, keep: yes, sizes: [1, 2.0, x, null]}
                texts: {quoted: 'true', colon: 'a: b', long: %s}
                """.formatted("words and ".repeat(15) + "end"));
        write("other.json", "{\"seed\": 7}");
        write("raw/a", "a\n");
        write("raw/deep/b", "b\n");
        write("raw/é ü.txt", "é\n");
        write("reports/keep", "");
        write("ends.yaml", "most: .inf\nboth: {least: -.INF, none: [.nan]}\n");
        write("kept", "as it is\n");
    }

    @Test
    void sharesAPipelineWithDvc() throws Exception {
        RealDvc real = RealDvc.install();
        real.git(folder, "init", "-q");
        real.dvc(folder, "init", "-q");

        assertReadsTheSameStages(real);
        real.dvc(pipeline, "repro");
        String theirs = Files.readString(pipeline.resolve("dvc.lock"));
        assertThat(lock().text()).isEqualTo(theirs);

        Files.delete(pipeline.resolve("dvc.lock"));
        lock().write(pipeline.resolve("dvc.lock"));
        assertThat(real.dvc(pipeline, "status")).contains("Data and pipelines are up to date.");
        assertThat(real.dvc(pipeline, "repro")).doesNotContain("Running stage");
        real.dvc(pipeline, "commit", "--force");
        assertThat(pipeline.resolve("dvc.lock")).hasContent(theirs);

        assertComparesTheSame(real);
    }

    @Test
    void refusesWhatDvcRefusesAndSaysWhatItWouldMiss() throws Exception {
        RealDvc real = RealDvc.install();
        real.git(folder, "init", "-q");
        real.dvc(folder, "init", "-q");
        Files.createDirectories(folder.resolve("conf"));
        Files.writeString(folder.resolve("conf/dev.yaml"), "{}\n");
        write("params.yaml", "{}\n");
        write("dvc.yaml", "stages:\n  kept: {cmd: echo > gone, frozen: true, outs: [gone: {cache: false}]}\n");
        assertThatThrownBy(() -> real.dvc(pipeline, "repro")).hasMessageContaining("missing data 'source': gone");
        assertThatThrownBy(() -> waybill("repro", "-p", "parcels"))
                .hasMessageContaining("it is frozen, so that nothing runs, but its output gone is not there");

        write("dvc.yaml", "stages:\n  plain: {cmd: echo > plain, outs: [plain]}\n");
        assertThat(waybill("repro", "-p", "parcels"))
                .contains("For DVC, plain of stage 'plain' (pipelines/parcels/dvc.yaml:2) is not in its cache, where"
                        + " nothing is put here: write 'plain: {cache: false}'.");
        assertThat(real.dvc(pipeline, "status")).containsPattern("not in cache: +plain");

        write("dvc.yaml", "stages:\n  odd: {cmd: echo > odd, params: [odd.yaml: [no]], outs: [odd: {cache: false}]}\n");
        write("odd.yaml", "no: .nan\n");
        assertThatThrownBy(() -> waybill("repro", "-p", "parcels"))
                .hasMessageContaining("'no' in pipelines/parcels/odd.yaml is .nan, which DVC takes for changed");
        real.dvc(pipeline, "repro");
        assertThat(real.dvc(pipeline, "status")).containsPattern("modified: +no");
    }

    /** A newcomer's dvc init keeps the checkout's own .dvcignore. */
    @Test
    void takesNoFixtureForAPipeline() throws Exception {
        RealDvc real = RealDvc.install();
        real.git(folder, "init", "-q");
        Files.copy(Path.of("../.dvcignore"), folder.resolve(".dvcignore"));
        write("dvc.yaml", "stages:\n  plain: {cmd: echo > plain, outs: [plain]}\n");
        for (String copy : List.of("src/test/resources/golden", "target/test-classes/golden")) {
            write("../" + copy + "/dvc.yaml", "stages:\n  golden: {cmd: exit 1, outs: [gold]}\n");
        }

        real.dvc(folder, "init", "-q");

        assertThat(real.dvc(folder, "stage", "list", "--all", "--name-only").lines())
                .containsExactly("pipelines/parcels/dvc.yaml:plain");
    }

    private void assertReadsTheSameStages(RealDvc real) throws Exception {
        List<String> names = file().stages().stream().map(Stage::name).toList();
        assertThat(real.dvc(pipeline, "stage", "list", "--name-only").lines()).containsExactlyElementsOf(names);
        assertThat(waybill("dag", "-p", "parcels", "--mermaid"))
                .isEqualTo(real.dvc(pipeline, "dag", "--mermaid").stripTrailing() + "\n");
    }

    private void assertComparesTheSame(RealDvc real) throws Exception {
        real.git(folder, "add", "-A");
        real.git(folder, "commit", "-q", "-m", "first");
        write("clean.json", "{\"rows\": 5, \"share\": {\"kept\": 0.5}, \"new\": true}\n");
        write("params.yaml", "clean: {rate: 1e-4, keep: yes, sizes: [1, 3]}\ntexts: {quoted: 'true'}\nmore: [a]\n");
        write("cities.yaml", "cities: {us: {limit: 1}, uk: {limit: 3.50}}\nkinds: [fast, slow]\n");

        assertThat(json(waybill("metrics", "diff", "-p", "parcels", "--json")))
                .isEqualTo(json(real.dvc(pipeline, "metrics", "diff", "--json")));
        assertThat(json(waybill("metrics", "show", "-p", "parcels", "--json")))
                .isEqualTo(json(real.dvc(pipeline, "metrics", "show", "--json")));
        assertThat(json(waybill("params", "diff", "HEAD", "-p", "parcels", "--json")))
                .isEqualTo(json(real.dvc(pipeline, "params", "diff", "HEAD", "--json")));
    }

    /** A lock of our own, of what is there now. */
    private DvcLock lock() {
        DvcLock lock = DvcLock.empty("dvc.lock");
        ParamValues params = new ParamValues(folder);
        try (Hashes hashes = Hashes.open(folder, Clock.systemUTC())) {
            for (Stage stage : new StageGraph(file()).ordered()) {
                List<LockEntry> deps = new ArrayList<>();
                stage.deps().forEach(dep -> deps.add(hashes.of(dep.path(), dep.written())));
                List<LockEntry> outs = new ArrayList<>();
                stage.outs().forEach(out -> outs.add(hashes.of(out.path(), out.written())));
                lock = lock.with(stage.name(), new LockedStage(stage.cmd(), deps, params.of(stage), outs));
            }
        }
        return lock;
    }

    private DvcFile file() {
        return DvcFile.read(folder, pipeline);
    }

    private String waybill(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Surroundings surroundings = new Surroundings(print(out), print(err), Map.of(), pipeline, Clock.systemUTC());
        assertThat(Main.run(surroundings, words))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }

    private void write(String file, String text) throws IOException {
        Path path = pipeline.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
