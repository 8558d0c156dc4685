package dev.waybill.pipelines.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MasterTest {

    @Test
    void refusesOneThatDoesNotAnswer() throws IOException {
        int port = portOfNobody();
        String master = "spark://127.0.0.1:" + port;

        assertThatThrownBy(() -> require(master))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.exitCode()).isEqualTo(ExitCode.MISTAKE);
                    assertThat(refusal.code()).isEqualTo("spark.master-unreachable");
                })
                .hasMessage("Cannot start Spark: no master answers at " + master + " (Connection refused). Start it, or"
                        + " correct --master, spark.master or the network.");
        assertThatThrownBy(() -> require("k8s://https://127.0.0.1:" + port + "/api"))
                .hasMessageContaining("no master answers at k8s://https://127.0.0.1:" + port + "/api (Connection");
        assertThatThrownBy(() -> require("k8s://[::1]:" + port))
                .hasMessageContaining("no master answers at k8s://[::1]");
        assertThatThrownBy(() -> require("spark://no-such-host.invalid:7077"))
                .hasMessageContaining("(unknown host no-such-host.invalid)");
    }

    @Test
    void takesOneOfSeveralThatAnswers() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String both = "spark://127.0.0.1:%d,127.0.0.1:%d".formatted(portOfNobody(), server.getLocalPort());

            assertThatCode(() -> require(both)).doesNotThrowAnyException();
        }
    }

    @Test
    void leavesToSparkWhatIsKnownByNoAddress() throws IOException {
        for (String master : new String[] {"", "yarn", "local[*]", "local-cluster[1,1,512]", "spark://:x", "k8s://"}) {
            assertThatCode(() -> require(master)).as(master).doesNotThrowAnyException();
        }
        String kubernetes = "k8s://https://127.0.0.1:" + portOfNobody();
        assertThatCode(() -> Master.requireReachable(
                        Map.of("spark.master", kubernetes), Map.of("HTTPS_PROXY", "http://proxy:3128")))
                .doesNotThrowAnyException();
        assertThatCode(() -> Master.requireReachable(
                        Map.of("spark.master", kubernetes, "spark.kubernetes.submitInDriver", "true"), Map.of()))
                .doesNotThrowAnyException();
    }

    private static void require(String master) {
        Master.requireReachable(Map.of("spark.master", master), Map.of());
    }

    /** A port that was free just now. */
    private static int portOfNobody() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return server.getLocalPort();
        }
    }
}
