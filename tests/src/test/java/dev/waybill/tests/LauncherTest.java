package dev.waybill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.tests.Processes.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a project of empty files, with JDKs that only say that they were called. */
class LauncherTest {

    private static final Path LAUNCHER = Path.of("..", "waybill");

    /** What a machine has of which we know no more than that it runs shell scripts. */
    private static final List<String> TOOLS = List.of(
            "basename",
            "cat",
            "cut",
            "dirname",
            "find",
            "grep",
            "ln",
            "ls",
            "locale",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "seq",
            "sleep",
            "stty",
            "tail",
            "touch");

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private Path home = Path.of("");
    private Path library = Path.of("");

    @BeforeEach
    void makeBuiltProject() throws IOException {
        home = Files.createDirectories(folder.resolve("home of waybill"));
        for (String directory : List.of("common", "jobs", "serving", "pipelines")) {
            Files.createDirectories(home.resolve(directory).resolve("src/main"));
            Files.createDirectories(home.resolve(directory).resolve("target/classes"));
            Files.createFile(home.resolve(directory).resolve("pom.xml"));
        }
        Files.createFile(home.resolve("pom.xml"));
        Files.createDirectories(home.resolve("conf"));
        Files.createFile(home.resolve("conf/jvm.options"));
        library = Files.createFile(folder.resolve("lib.jar"));
        script(home.resolve("mvnw"), """
                sleep 1
                echo "$JAVA_HOME $*" >>mvnw.calls
                touch common/target/c.jar jobs/target/j.jar serving/target/s.jar
                [ -e %1$s ] || touch %1$s
                echo "$PWD/jobs/target/j.jar:$PWD/serving/target/s.jar:$PWD/common/target/c.jar:%1$s" >pipelines/target/class-path.txt
                """.formatted(library));
        Files.copy(LAUNCHER, home.resolve("waybill"));
        Files.createFile(home.resolve("common/target/c.jar"));
        Files.createFile(home.resolve("jobs/target/j.jar"));
        Files.createFile(home.resolve("serving/target/s.jar"));
        Files.writeString(home.resolve("pipelines/target/class-path.txt"), classPath() + "\n");
        Files.createFile(home.resolve("pipelines/target/launcher.stamp"));
        Files.createFile(home.resolve("pipelines/target/classes-17.0.15.jsa"));
        Files.writeString(
                home.resolve("pipelines/target/archived.txt"),
                Processes.run(folder, Map.of(), List.of("/bin/ls", "-lnL", library.toString()))
                        .out());
        environment.put("PATH", toolsWithoutJava());
        environment.put("HOME", Files.createDirectories(folder.resolve("user")).toString());
        environment.put("WAYBILL_JDKS", folder.resolve("jvm").toString());
        environment.put("JAVA_HOME", jdk("jdk-17", "17.0.15").toString());
    }

    @Test
    void runsMainWithItsWordsAsTheyAre() {
        Ended ended = launch("sql", "select 'a  b'", "");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).isEqualTo("""
                        jdk-17
                        @%1$s/conf/jvm.options
                        -Xmx3g
                        -XX:+DisplayVMOutputToStderr
                        -XX:TieredStopAtLevel=1
                        -XX:+UseSerialGC
                        -XX:-UsePerfData
                        -cp
                        %2$s
                        dev.waybill.Main
                        sql
                        select 'a  b'

                        """.formatted(home, ran("pipelines/target/classes")));
        assertThat(home.resolve("mvnw.calls")).doesNotExist();
    }

    @Test
    void takesMoreOptionsOverItsOwn() {
        environment.put("WAYBILL_JAVA_OPTS", "-Xmx8g -Dx=y");

        assertThat(launch().out()).containsSubsequence("-Xmx3g\n", "-Xmx8g\n-Dx=y\n-cp\n");
    }

    @Test
    void startsShortCommandsInAQuickJvm() throws IOException {
        Files.createFile(home.resolve("pipelines/target/waybill-pipelines-1.jar"));
        Files.writeString(home.resolve("pipelines/target/classes-17.0.15.jsa"), "classes");

        String quick = "-XX:TieredStopAtLevel=1\n-XX:+UseSerialGC\n";
        assertThat(launch("status", "-p", "demo").out()).contains(quick);
        assertThat(launch("--version").out()).contains(quick);
        assertThat(launch("params", "diff", "-p", "demo").out()).contains(quick);
        assertThat(launch("models", "-p", "demo").out()).contains(quick);
        assertThat(launch("repro", "-p", "demo").out())
                .doesNotContain(quick)
                .contains("-XX:SharedArchiveFile=" + home + "/pipelines/target/classes-17.0.15.jsa\n")
                .contains("-cp\n" + ran("pipelines/target/waybill-pipelines-1.jar") + "\n");
    }

    @Test
    void archivesClassesOnceForEachVersionOfTheJdk() throws IOException {
        environment.put("JAVA_HOME", jdk("newer", "17.0.21").toString());

        Ended first = launch("--version");
        assertThat(first.out()).startsWith("newer\n").doesNotContain("SharedArchiveFile");
        assertThat(first.err()).startsWith("Archiving Java's classes");
        String log = Files.readString(home.resolve("pipelines/target/launcher.log"));
        assertThat(log)
                .containsSubsequence(
                        "-XX:DumpLoadedClassList=",
                        "dev.waybill.Main\nrepro\n-p\ntraining\n",
                        "-Xshare:dump\n",
                        "-XX:SharedArchiveFile=" + home + "/pipelines/target/classes-17.0.21.jsa.new\n-cp\n" + library
                                + "\n");

        assertThat(launch("--version").err()).isEmpty();
        assertThat(home.resolve("pipelines/target/launcher.log")).hasContent(log);
        assertThat(home.resolve("mvnw.calls")).doesNotExist();
    }

    @Test
    void archivesClassesAnewForOtherLibrariesAlone() throws IOException {
        makeStale();
        assertThat(launch("--version").err()).doesNotContain("Archiving");

        makeStale();
        Path other = Files.createFile(folder.resolve("other.jar"));
        script(home.resolve("mvnw"), """
                echo "$PWD/jobs/target/j.jar:$PWD/serving/target/s.jar:$PWD/common/target/c.jar:%s" >pipelines/target/class-path.txt
                """.formatted(other));
        assertThat(launch("--version").err()).contains("Archiving");
        assertThat(launch("--version").err()).isEmpty();
    }

    @Test
    void findsItsHomeThroughLinksAndFromAnywhere() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Files.createSymbolicLink(
                bin.resolve("first"), Path.of("..", home.getFileName().toString(), "waybill"));
        Files.createSymbolicLink(bin.resolve("waybill"), bin.resolve("first"));

        Ended ended = run(folder, List.of(bin.resolve("waybill").toString(), "--version"));

        assertThat(ended.out()).contains("@" + home + "/conf/jvm.options\n");
    }

    @Test
    void passesOverAJavaHomeThatSparkDoesNotRunOn() throws IOException {
        environment.put("JAVA_HOME", jdk("jdk-25", "25.0.1").toString());
        environment.put("JDK_HOME", jdk("jdk-21", "21.0.5").toString());

        assertThat(launch().out()).startsWith("jdk-21\n");
    }

    @Test
    void looksAmongInstalledJdksLast() throws IOException {
        environment.remove("JAVA_HOME");
        environment.put("WAYBILL_JDKS", jdk("jvm/broken", "11.0.1") + " " + jdk("jvm/good", "17.0.1"));

        assertThat(launch().out()).startsWith("good\n");
    }

    @Test
    void looksIntoTheHomeFolderToo() throws IOException {
        environment.remove("JAVA_HOME");
        jdk("user/.sdkman/candidates/java/21.0.4-tem", "21.0.4");

        assertThat(launch().out()).startsWith("21.0.4-tem\n");
    }

    @Test
    void asksTheJavaOnThePathForItsVersion() throws IOException {
        environment.remove("JAVA_HOME");
        Path jdk = jdk("path-jdk", "");
        Files.delete(jdk.resolve("release"));
        environment.put("PATH", jdk.resolve("bin") + ":" + environment.get("PATH"));

        assertThat(launch().out()).startsWith("path-jdk\n");
    }

    @Test
    void saysWhatItFoundWhereNoneFits() throws IOException {
        Path jdk = jdk("jdk-25", "25.0.1");
        Path jre = jdk("jre-17", "17.0.1");
        Files.delete(jre.resolve("bin/javac"));
        environment.put("JAVA_HOME", jdk.toString());
        environment.put("JDK_HOME", jre.toString());

        Ended ended = launch("--help");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .isEqualTo("Cannot find a JDK 17 or 21, which Spark 3.5 needs; found: Java 25 in " + jdk
                        + ", Java 17 without a compiler in " + jre
                        + ". Install one (such as openjdk-17-jdk or Temurin 21), or point JAVA_HOME at it.\n");
    }

    @Test
    void saysThatThereIsNoJavaAtAll() throws IOException {
        environment.remove("JAVA_HOME");

        assertThat(launch().err()).contains("found: no Java at all. Install one");
    }

    @Test
    void buildsWhenASourceIsNewer() throws IOException {
        makeStale();

        Ended ended = launch("--version");

        assertThat(ended.err()).isEqualTo("Building (the first time takes a few minutes) ...\n");
        assertThat(ended.out()).endsWith("dev.waybill.Main\n--version\n");
        assertThat(calls()).containsExactly(folder.resolve("jdk-17") + " -q -B -pl pipelines -am -DskipTests package");
        assertThat(launch().err()).isEmpty();
    }

    @Test
    void buildsAnewInAFolderThatWasRenamed() throws IOException {
        home = Files.move(home, folder.resolve("renamed"));

        Ended ended = launch("--version");

        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("-cp\n" + ran("pipelines/target/classes") + "\n");
        assertThat(calls()).hasSize(1);
        assertThat(launch("--version").err()).isEmpty();
    }

    @Test
    void runsACopyWithItsOwnJars() throws IOException {
        Path original = home;
        home = folder.resolve("copy");
        assertThat(run(folder, List.of("/bin/cp", "-a", original.toString(), home.toString()))
                        .code())
                .isZero();

        assertThat(launch("--version").out())
                .contains(home + "/jobs/target/j.jar")
                .doesNotContain(original.toString());
        assertThat(calls()).hasSize(1);
        assertThat(original.resolve("mvnw.calls")).doesNotExist();
    }

    @Test
    void buildsAnewWhenALibraryIsGone() throws IOException {
        Files.delete(library);

        assertThat(launch("--version").code()).isZero();
        assertThat(calls()).hasSize(1);
    }

    @Test
    void runsWhereNoLogCanBeWritten() throws IOException {
        Files.createDirectories(home.resolve("data/logs/printed.txt"));
        assertThat(launch("--version").out()).endsWith("dev.waybill.Main\n--version\n");

        Files.delete(home.resolve("data/logs/printed.txt"));
        Files.delete(home.resolve("data/logs"));
        Files.createFile(home.resolve("data/logs"));
        Ended ended = launch("--version");
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).endsWith("dev.waybill.Main\n--version\n");
        assertThat(ended.err()).isEmpty();
        assertThat(home.resolve("mvnw.calls")).doesNotExist();
    }

    @Test
    void saysWhatIsDueWhereNothingCanBeBuilt() throws IOException {
        Files.move(home.resolve("pipelines/target"), folder.resolve("target"));
        Files.createFile(home.resolve("pipelines/target"));

        Ended ended = launch("--help");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err())
                .isEqualTo("Cannot build Waybill, which must be since it was not built yet: " + home
                        + "/pipelines/target is not writable. Let its owner run ./waybill --version there,"
                        + " or run a copy of the folder that is yours.\n");
    }

    @Test
    void saysThatItsFolderMayHaveNoColon() throws IOException {
        home = Files.move(home, folder.resolve("a:b"));

        Ended ended = launch("--help");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err())
                .isEqualTo("Cannot run Waybill in " + home + ": Java's class path takes no ':'. Rename the folder.\n");
    }

    @Test
    void namesFilesInUnicodeWhateverTheLocale() throws IOException {
        Path locale = folder.resolve("jdk-17/bin/locale");
        for (String name : List.of("C", "POSIX", "xx_XX.UTF-8")) { // the last one is none that a machine has
            environment.put("LC_ALL", name);
            assertThat(launch("--version").code()).isZero();
            assertThat(locale).hasContent("C.UTF-8");
        }
        environment.put("LC_ALL", "C.utf8");
        assertThat(launch("--version").code()).isZero();
        assertThat(locale).hasContent("C.utf8");
    }

    @Test
    void twoAtOnceBuildOnce() throws IOException {
        makeStale();

        CompletableFuture<Ended> other = CompletableFuture.supplyAsync(this::launch);
        Ended one = launch();

        assertThat(one.code()).isZero();
        assertThat(other.join().code()).isZero();
        assertThat(calls()).hasSize(1);
        assertThat(home.resolve("pipelines/target/launcher.lock")).doesNotExist();
    }

    @Test
    void takesOverTheLockOfAProcessThatIsGone() throws IOException {
        makeStale();
        Files.createSymbolicLink(home.resolve("pipelines/target/launcher.lock"), Path.of("99999999"));

        assertThat(launch().code()).isZero();
        assertThat(calls()).hasSize(1);
    }

    @Test
    void doesNotTryForEverWhereNoLockCanBeMade() throws IOException {
        makeStale();
        script(folder.resolve("tools/ln"), "exit 1");

        Ended ended = launch("--version");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err())
                .isEqualTo(
                        "Cannot build Waybill: no link can be made at " + home + "/pipelines/target/launcher.lock.\n");
    }

    @Test
    void beginsAnewWhatNativeCodePrintedOnceItIsLong() throws IOException {
        Path printed = Files.createDirectories(home.resolve("data/logs")).resolve("printed.txt");
        Files.writeString(printed, "round 1\n");
        assertThat(launch("--version").code()).isZero();
        assertThat(printed).hasContent("round 1");

        Files.write(printed, new byte[(10 << 20) + 1]);
        assertThat(launch("--version").code()).isZero();
        assertThat(printed).isEmptyFile();
    }

    @Test
    void showsTheEndOfAFailedBuildAndStaysStale() throws IOException {
        makeStale();
        script(home.resolve("mvnw"), "for i in $(seq 100); do echo line $i; done; exit 1");

        Ended ended = launch("--version");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .startsWith("Building (the first time takes a few minutes) ...\nline 71\n")
                .endsWith("line 100\nCannot build Waybill: see above, and all of it in " + home
                        + "/pipelines/target/launcher.log. Correct that and run again.\n");
        assertThat(launch().code()).isEqualTo(2);
    }

    private void makeStale() throws IOException {
        Files.setLastModifiedTime(
                home.resolve("jobs/pom.xml"), FileTime.from(Instant.now().minusSeconds(5)));
        Files.setLastModifiedTime(
                home.resolve("pipelines/target/launcher.stamp"),
                FileTime.from(Instant.now().minusSeconds(60)));
    }

    private String classPath() {
        return "%1$s/jobs/target/j.jar:%1$s/serving/target/s.jar:%1$s/common/target/c.jar:%2$s"
                .formatted(home, library);
    }

    /** What java is given, the libraries first. */
    private String ran(String own) {
        return "%2$s:%1$s/%3$s:%1$s/jobs/target/j.jar:%1$s/serving/target/s.jar:%1$s/common/target/c.jar"
                .formatted(home, library, own);
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(home.resolve("mvnw.calls"));
    }

    /** A folder like a JDK, whose java prints its folder's name and its arguments, one a line. */
    private Path jdk(String name, String version) throws IOException {
        Path jdk = Files.createDirectories(folder.resolve(name));
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(jdk.resolve("bin/java"), """
                if [ "$1" = -version ]; then
                  echo 'openjdk version "17.0.9" 2023-10-17' >&2
                else
                  printf '%s' "${LC_ALL-}" >"$(dirname "$0")/locale"
                  if [ "$WAYBILL_STREAMS_KEPT" = 1 ]; then exec 1>&3; fi
                  printf '%s\\n' "$(basename "$(dirname "$(dirname "$0")")")" "$@"
                fi
                """);
        script(jdk.resolve("bin/javac"), "");
        return jdk;
    }

    private String toolsWithoutJava() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("tools"));
        for (String tool : TOOLS) {
            script(bin.resolve(tool), "PATH=/usr/bin:/bin exec " + tool + " \"$@\"");
        }
        return bin.toString();
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Ended launch(String... words) {
        List<String> command = new ArrayList<>(List.of(home.resolve("waybill").toString()));
        command.addAll(Arrays.asList(words));
        return run(home, command);
    }

    private Ended run(Path directory, List<String> command) {
        return Processes.run(directory, environment, command);
    }
}
