package dev.waybill.common.track.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On Hadoop's file system of this machine; object stores are the same to it. */
class HadoopArtifactsTest {

    private final HadoopArtifacts artifacts = new HadoopArtifacts(Configuration::new);

    @TempDir
    private Path folder;

    @Test
    void copiesThereAndBack() throws IOException {
        Path file = Files.writeString(folder.resolve("model.ubj"), "trees");
        String root = folder.resolve("store").toUri() + "/my model";
        artifacts.upload(Files.writeString(folder.resolve("old"), "old"), root + "/data/model.ubj");
        artifacts.upload(file, root + "/data/model.ubj");
        artifacts.upload(file, root + "/MLmodel");

        assertThat(artifacts.list(root))
                .containsExactlyInAnyOrder(
                        new ArtifactRepository.Entry("data", true), new ArtifactRepository.Entry("MLmodel", false));
        assertThat(artifacts.list(root + "/nothing")).isEmpty();
        artifacts.download(root + "/data/model.ubj", folder.resolve("copy"));
        assertThat(folder.resolve("copy")).hasContent("trees");
    }

    @Test
    void saysWhichConnectorIsMissing() {
        assertThatThrownBy(() -> artifacts.list("s3://bucket/1/model"))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("Cannot reach the artifacts at s3://bucket/1/model: ")
                .hasMessageContaining("S3AFileSystem not found")
                .hasMessageEndingWith(
                        "Give Spark the connector and the rights for it, or start MLflow with --artifacts-destination.");
    }
}
