package dev.waybill.pipelines.dvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DvcLockTest {

    private static final List<String> GOLDEN = List.of("dvc.yaml", "params.yaml", "other.json");

    @TempDir
    Path folder;

    @Test
    void writesWhatDvcWrote() throws IOException {
        makeGoldenFolder();
        DvcLock lock = DvcLock.empty("dvc.lock");
        ParamValues params = new ParamValues(folder);
        try (Hashes hashes = Hashes.open(folder, Clock.systemUTC())) {
            for (Stage stage : new StageGraph(DvcFile.read(folder, folder)).ordered()) {
                lock = lock.with(stage.name(), locked(stage, params, hashes));
            }
        }

        assertThat(lock.text()).isEqualTo(golden("dvc.lock"));
    }

    @Test
    void readsWhatDvcWrote() throws IOException {
        DvcLock lock = DvcLock.parse("dvc.lock", golden("dvc.lock"));

        assertThat(lock.text()).isEqualTo(golden("dvc.lock"));
        LockedStage clean = lock.stage("clean").orElseThrow();
        assertThat(clean.dep("./raw"))
                .contains(new LockEntry("./raw", "f7ef85ca78a36a4f3fabdbf113734b20.dir", 9, OptionalLong.of(4), false));
        assertThat(clean.dep("clean.sh").orElseThrow().isexec()).isTrue();
        assertThat(clean.params().getOrDefault("params.yaml", Map.of()).get("train"))
                .hasToString(
                        "{\"rate\":0.001,\"tiny\":1.0E-7,\"huge\":1.0E22,\"trees\":200,\"on\":true,\"off\":\"no\"}");
        LockedStage fit = lock.stage("fit").orElseThrow();
        assertThat(fit.cmd()).isEqualTo(new Cmd(List.of("cp ../data/clean/a model", "echo 1 > 'm.json'"), true));
        assertThat(fit.outs()).extracting(LockEntry::path).containsExactly("m.json", "model");
    }

    @Test
    void changesOneStageAndKeepsTheOthers() throws IOException {
        DvcLock lock = DvcLock.parse("dvc.lock", golden("dvc.lock"));
        LockedStage stage = new LockedStage(Cmd.of("x"), List.of(), Map.of(), List.of());

        String text = lock.with("clean", stage).with("new", stage).text();

        String fit = text.substring(text.indexOf("  fit:"), text.indexOf("  new:"));
        assertThat(golden("dvc.lock")).endsWith(fit);
        assertThat(text)
                .startsWith("schema: '2.0'\nstages:\n  clean:\n    cmd: x\n  fit:\n")
                .endsWith("  new:\n    cmd: x\n");
    }

    @Test
    void writesAllOrNothingAndLeavesNothingBehind() throws IOException {
        Path file = folder.resolve("dvc.lock");

        DvcLock.parse("dvc.lock", golden("dvc.lock")).write(file);
        DvcLock.read(folder, file).write(file);

        assertThat(file).hasContent(golden("dvc.lock"));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void isEmptyWhereThereIsNone() {
        DvcLock lock = DvcLock.read(folder, folder.resolve("dvc.lock"));

        assertThat(lock.stage("train")).isEmpty();
        assertThat(lock.text()).isEqualTo("schema: '2.0'\nstages: {}\n");
    }

    @Test
    void takesAHashOfAnOlderKindForNone() {
        DvcLock lock = DvcLock.parse("dvc.lock", """
                schema: '2.0'
                stages:
                  old: {cmd: x, deps: [{path: a, md5: e73af36376314c7c0022cb1d204f76b3, size: 2}]}
                """);
        LockEntry old = lock.stage("old").orElseThrow().deps().get(0);

        assertThat(old.md5()).isEmpty();
        assertThat(old.sameContent(old)).isFalse();
    }

    @Test
    void refusesAConflictOfGit() {
        refuses(
                "schema: '2.0'\n<<<<<<< HEAD\nstages: {}\n=======\n>>>>>>> other\n",
                "dvc.lock-conflict",
                "Cannot read p/dvc.lock:2: git could not merge it and left both versions there. Take one of them"
                        + " (git checkout --theirs p/dvc.lock), or delete the file and run ./waybill repro.");
    }

    @Test
    void refusesAnotherSchema() {
        refuses(
                "schema: '3.0'\nstages: {}\n",
                "dvc.lock-schema",
                "Cannot read p/dvc.lock: its schema is '3.0', not '2.0'."
                        + " Bring it up to date with dvc commit, or restore it from git.");
    }

    @Test
    void refusesWhatIsNotYaml() {
        refuses(
                "schema: '2.0'\nstages: {train: [}\n",
                "yaml.syntax",
                "Cannot read p/dvc.lock:2:18: expected the node content, but found '}'. Correct the YAML there.");
    }

    @Test
    void refusesAStageWithoutCommand() {
        refuses(
                "schema: '2.0'\nstages:\n  train: {deps: []}\n",
                "dvc.wrong-type",
                "Cannot read p/dvc.lock:3: 'stages.train.cmd' must be a text. Correct it there.");
    }

    private static LockedStage locked(Stage stage, ParamValues params, Hashes hashes) {
        List<LockEntry> deps = new ArrayList<>();
        stage.deps().forEach(dep -> deps.add(hashes.of(dep.path(), dep.written())));
        List<LockEntry> outs = new ArrayList<>();
        stage.outs().forEach(out -> outs.add(hashes.of(out.path(), out.written())));
        return new LockedStage(stage.cmd(), deps, params.of(stage), outs);
    }

    /** The folder in which DVC 3.64.0 wrote the golden lock, with what its stages made. */
    private void makeGoldenFolder() throws IOException {
        for (String file : GOLDEN) {
            write(file, golden(file));
        }
        write(".dvcignore", "*.log\n");
        write("clean.sh", "#!/bin/sh\nmkdir -p $2 && cp $1/a $2/a\n");
        Files.setPosixFilePermissions(folder.resolve("clean.sh"), PosixFilePermissions.fromString("rwxr-xr-x"));
        write("raw/a", "a\n");
        write("raw/deep/b", "b\n");
        write("raw/é ü.txt", "é\n");
        write("raw/x.log", "1\n");
        Files.createDirectories(folder.resolve("raw/empty"));
        write("other/o", "o\n");
        Files.createSymbolicLink(folder.resolve("raw/link"), Path.of("a"));
        Files.createSymbolicLink(folder.resolve("raw/folder-link"), Path.of("../other"));
        write("data/clean/a", "a\n");
        write("sub/model", "a\n");
        write("sub/m.json", "1\n");
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static String golden(String file) throws IOException {
        try (InputStream stream = Objects.requireNonNull(DvcLockTest.class.getResourceAsStream("golden/" + file))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void refuses(String text, String code, String message) {
        assertThatThrownBy(() -> DvcLock.parse("p/dvc.lock", text))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(code))
                .hasMessage(message);
    }
}
