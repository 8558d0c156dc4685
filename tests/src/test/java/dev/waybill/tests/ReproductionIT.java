package dev.waybill.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waybill.common.file.JsonFile;
import dev.waybill.tests.DemoHome.Ended;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that one JVM trained, trained again in another; and nothing that either leaves has a secret in it. */
class ReproductionIT {

    @TempDir
    private Path folder;

    @Test
    void isTheSameInASecondJvmAndSaysSoIfItIsNot() throws IOException, InterruptedException {
        DemoHome home = DemoHome.at(folder.toRealPath()); // of its own, since the registered model is changed
        PlantedSecrets.plant(home);
        assertThat(home.run(PlantedSecrets.ENVIRONMENT, "demo", "--rows=2500").err())
                .isEmpty();

        Ended same = inASecondJvm(home, "models", "reproduce", "1", "-p", "demo");
        assertThat(same.code()).as(same.err()).isZero();
        assertThat(same.out())
                .matches("demo/1 from features@v0: the same model\\.ubj, byte for byte \\(SHA-256 [0-9a-f]{64}\\)\n");

        Ended shown = home.run("models", "show", "champion", "-p", "demo");
        assertThat(shown.out())
                .startsWith("demo/1 (challenger, champion)\n")
                .containsPattern("\n  on +features@v0, feature set [0-9a-f]{12}\n")
                .containsPattern("\n  metrics +bias .*, mae [0-9.]+, ")
                .containsPattern("\n  gain by +[a-z0-9_]+ [0-9]+%, ");
        Ended compared = home.run("models", "compare", "1", "champion", "-p", "demo");
        assertThat(compared.out())
                .containsPattern("mae +([0-9.]+) +\\1 +\\+0.00\n")
                .contains("gain by straight_km")
                .doesNotContain("model.", "train_");

        change(description(home), "\"eta\" : 0.1", "\"eta\" : 0.2");
        Ended other = home.run("models", "reproduce", "1", "-p", "demo", "--json");
        assertThat(other.code()).isEqualTo(6);
        JsonNode verdict = JsonMapper.builder().build().readTree(other.out());
        assertThat(verdict.path("same").booleanValue()).isFalse();
        assertThat(verdict.path("model_sha256_now").asText())
                .isNotEqualTo(verdict.path("model_sha256").asText());

        Ended unknown = home.run("models", "reproduce", "9", "-p", "demo");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).isEqualTo("Cannot find version '9' of demo. There are 1.\n");
        leavesNoSecret(home);
    }

    private static void leavesNoSecret(DemoHome home) throws IOException {
        for (String secret : PlantedSecrets.REFUSED) {
            Ended refused = home.run("job", "prepare", "-p", "demo", "--set", secret);
            assertThat(refused.code()).as("%s: %s", secret, refused.err()).isEqualTo(2);
            PlantedSecrets.requireNoneIn(refused);
            PlantedSecrets.requireNoneIn(home.run("status", "-p", "demo", "--set", secret));
        }
        PlantedSecrets.requireNoneIn(home);
    }

    private static Ended inASecondJvm(DemoHome home, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(home.launcher());
        command.addAll(List.of(words));
        command.addAll(PlantedSecrets.SETTINGS);
        Path err = home.path().resolve("data/err.txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
        builder.environment().putAll(PlantedSecrets.ENVIRONMENT);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), out, Files.readString(err));
    }

    /** Of the registered model: the one below the folder of tracking. */
    private static Path description(DemoHome home) throws IOException {
        try (Stream<Path> files = Files.walk(home.path().resolve("data/mlflow"))) {
            return files.filter(file -> file.endsWith("waybill.json"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** As whoever trained it would have: the file's own SHA-256 is that of its text with zeros in this place. */
    private static void change(Path file, String from, String to) throws IOException {
        String text = Files.readString(file);
        assertThat(text).contains(from);
        String signature =
                JsonFile.JSON.readTree(text).at("/sha256/waybill.json").asText();
        String changed = text.replace(from, to);
        String unsigned = changed.replace(signature, "0".repeat(64));
        Files.writeString(file, changed.replace(signature, DigestUtils.sha256Hex(unsigned)));
    }
}
