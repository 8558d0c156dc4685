package dev.waybill.jobs.train;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.apache.spark.sql.SparkSession;

/** The versions of everything that a model depends on beside its data. */
final class Versions {

    private Versions() {}

    static Map<String, String> all(SparkSession spark) {
        Map<String, String> versions = new TreeMap<>();
        versions.put("java", System.getProperty("java.version"));
        versions.put("spark", spark.version());
        versions.put("xgboost", xgboost());
        versions.put(
                "waybill",
                Optional.ofNullable(Versions.class.getPackage().getImplementationVersion())
                        .orElse("development"));
        return versions;
    }

    /** As the library itself says, in a file at its root. */
    private static String xgboost() {
        Properties properties = new Properties();
        try (InputStream file = XGBoost.class.getResourceAsStream("/xgboost4j-version.properties")) {
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read XGBoost's version", e);
        }
        return properties.getProperty("version");
    }

    /** The commit that is checked out, or empty: git may be absent, and the home need not be a checkout. */
    static String gitCommit(Path home) {
        try {
            Process git = new ProcessBuilder("git", "rev-parse", "HEAD")
                    .directory(home.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor() == 0 ? commit : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
