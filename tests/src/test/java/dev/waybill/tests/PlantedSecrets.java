package dev.waybill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.table.SharedSpark;
import dev.waybill.common.table.Tables;
import dev.waybill.tests.DemoHome.Ended;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.functions;

/** Passwords wherever a run may come by one; none of them may be found in anything that it leaves behind or prints. */
final class PlantedSecrets {

    /** In all of them, so that it is enough to look for it. */
    private static final String SECRET = "pl4nted";

    /** What the environment says; the log is to tell as much as it can. */
    static final Map<String, String> ENVIRONMENT = Map.of(
            "MLFLOW_TRACKING_USERNAME", "me-" + SECRET,
            "MLFLOW_TRACKING_PASSWORD", "password-" + SECRET,
            "MLFLOW_TRACKING_TOKEN", "token-" + SECRET,
            "WAYBILL_LIBRARY_LOG_LEVEL", "INFO");

    /** Settings of the session, as words of a command. */
    static final List<String> SETTINGS = List.of(
            "--set",
            "spark={spark.hadoop.fs.s3a.secret.key: %s, spark.hadoop.fs.azure.account.key.shop.dfs.core.windows.net: %s}"
                    .formatted(SECRET, SECRET));

    /** What a command is refused for, each in place of a setting. */
    static final List<String> REFUSED = List.of(
            "source.path=ftp://me:%s@127.0.0.1:1/trips".formatted(SECRET),
            "source.path=s3a://key:se/%s@bucket/trips".formatted(SECRET),
            "source.options.password=" + SECRET,
            "source.options.url=jdbc:x://host/shop?password=" + SECRET,
            "warehouse=s3a://key:%s@bucket/tables".formatted(SECRET),
            "tracking=http://me:%s@127.0.0.1:1".formatted(SECRET),
            "trakcing=http://me:%s@127.0.0.1:1".formatted(SECRET),
            "notify.webhook=https://127.0.0.1:1/services/" + SECRET,
            "monitoring.pushgateway=http://me:%s@127.0.0.1:1".formatted(SECRET));

    private PlantedSecrets() {}

    /** Makes a home the checkout of a repository whose address has a password in it. */
    static void plant(DemoHome home) throws IOException {
        Path git = home.path().resolve(".git");
        Files.createDirectories(git.resolve("objects"));
        Files.createDirectories(git.resolve("refs/heads"));
        Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
        Files.writeString(
                git.resolve("config"),
                "[core]\n\trepositoryformatversion = 0\n[remote \"origin\"]\n\turl = https://me:%s@git.example.com/shop.git\n"
                        .formatted(SECRET));
    }

    static void requireNoneIn(Ended ended) {
        assertThat(ended.out() + ended.err()).doesNotContain(SECRET);
    }

    /** Looks into all files, and into the rows of the tables, whose files are compressed. */
    static void requireNoneIn(DemoHome home) throws IOException {
        try (Stream<Path> files = Files.walk(home.path())) {
            assertThat(files.filter(Files::isRegularFile)
                            .filter(file -> !file.startsWith(home.path().resolve(".git"))))
                    .hasSizeGreaterThan(100)
                    .allSatisfy(file -> assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)
                                    .contains(SECRET))
                            .as("a secret in %s", file)
                            .isFalse());
        }
        Tables tables = new Tables(
                SharedSpark.session(),
                home.path().resolve("data/warehouse/demo").toString());
        for (String table : tables.names()) {
            assertThat(tables.read(table)
                            .toJSON()
                            .where(functions.col("value").contains(SECRET))
                            .isEmpty())
                    .as("no secret in %s", table)
                    .isTrue();
        }
    }
}
