package dev.waybill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.Main;
import dev.waybill.common.table.SharedSpark;
import dev.waybill.pipelines.cli.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;

/** A project's home with the demo's pipeline, set so that a few thousand trips go through it fast. */
record DemoHome(Path path) {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    /** What a command printed, and how it ended. */
    record Ended(int code, String out, String err) {}

    /** Runs on the session that tests share, whatever is run first. */
    static DemoHome at(Path path) throws IOException {
        SharedSpark.session();
        DemoHome home = new DemoHome(path);
        for (String folder : List.of("conf", "common/src/main/java", "jobs/src/main/java")) {
            FileUtils.copyDirectory(
                    PROJECT.resolve(folder).toFile(), path.resolve(folder).toFile());
        }
        Files.createDirectories(home.pipeline());
        Files.copy(PROJECT.resolve("pipelines/demo/dvc.yaml"), home.pipeline().resolve("dvc.yaml"));
        home.write("pipelines/demo/params.yaml", params());
        home.write("conf/dev.yaml", home.read("conf/dev.yaml").replace("\"8\"", "\"2\""));
        home.writeLauncher();
        return home;
    }

    /** The demo's, with fewer trees. */
    static String params() throws IOException {
        return Files.readString(PROJECT.resolve("pipelines/demo/params.yaml"))
                .replace("num_round: 300", "num_round: 30");
    }

    /**
     * One in which all stages ran: made once a build by whichever JVM is first to ask, and the same for all that only
     * look at it.
     */
    static synchronized DemoHome shared() throws IOException {
        String build = System.getProperty(
                "waybill.build", String.valueOf(ProcessHandle.current().pid()));
        Path folder = Path.of("target", "demo").toAbsolutePath();
        Files.createDirectories(folder.getParent());
        try (FileChannel channel = FileChannel.open(
                folder.resolveSibling("demo.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock(); // until it is closed
            Path complete = folder.resolve("complete");
            if (!Files.exists(complete) || !Files.readString(complete).equals(build)) {
                FileUtils.deleteDirectory(folder.toFile());
                Ended ended = at(folder).run("demo", "--rows=2500");
                assertThat(ended.code()).as(ended.err()).isZero();
                assertThat(ended.err()).isEmpty();
                Files.writeString(complete, build);
            }
        }
        return new DemoHome(folder);
    }

    /** One of its own, in which all stages ran, for whoever goes on from there. */
    static DemoHome copyOfShared(Path path) throws IOException {
        DemoHome home = new DemoHome(path);
        FileUtils.copyDirectory(shared().path().toFile(), path.toFile());
        home.writeLauncher();
        return home;
    }

    Path pipeline() {
        return path.resolve("pipelines/demo");
    }

    String read(String file) throws IOException {
        return Files.readString(path.resolve(file));
    }

    void write(String file, String text) throws IOException {
        Files.writeString(path.resolve(file), text);
    }

    /** Runs a command in this JVM, where Spark is warm. */
    Ended run(String... words) {
        return run(Map.of(), words);
    }

    /** As {@link #run(String...)}, with these variables of the environment. */
    Ended run(Map<String, String> environment, String... words) {
        return run(path, environment, Clock.systemUTC(), words);
    }

    /** Runs a command in any home. */
    static Ended run(Path home, Map<String, String> environment, Clock clock, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(
                new Surroundings(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        environment,
                        home,
                        clock),
                words);
        return new Ended(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The words that start a command in a JVM of its own. */
    List<String> launcher() {
        return List.of(path.resolve("waybill").toString());
    }

    /** Does not build: runs the classes of this test, in a JVM for short runs. */
    private void writeLauncher() throws IOException {
        writeLauncher(path);
    }

    static void writeLauncher(Path path) throws IOException {
        Path launcher = path.resolve("waybill");
        Files.writeString(launcher, """
                #!/bin/sh
                export WAYBILL_HOME='%s' SPARK_LOCAL_IP=127.0.0.1
                exec '%s/bin/java' @'%s/conf/jvm.options' -Xmx1g \\
                  -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' dev.waybill.Main "$@"
                """.formatted(
                        path, System.getProperty("java.home"), PROJECT, System.getProperty("java.class.path")));
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
