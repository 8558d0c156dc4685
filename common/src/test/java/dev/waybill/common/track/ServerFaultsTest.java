package dev.waybill.common.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.waybill.common.refusal.ExitCode;
import dev.waybill.common.refusal.Refusal;
import dev.waybill.common.track.server.MlflowVariables;
import dev.waybill.common.track.server.Patience;
import dev.waybill.common.track.server.ServerAddress;
import dev.waybill.common.track.server.ServerTracking;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said where no MLflow server answers, or none in its right mind: one line each, and never a secret. */
class ServerFaultsTest {

    private static final String GET = "registered-models/get";
    private static final String SECRET = "s3cr:t/+%";

    @TempDir
    Path scratch;

    private final List<Duration> pauses = new ArrayList<>();
    private FaultyProxy proxy;

    @BeforeEach
    void open() throws IOException {
        proxy = new FaultyProxy(URI.create("http://127.0.0.1:1"));
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void saysWhatAnAnswerMeans() {
        assertAnswer(
                401,
                Map.of(),
                "You are not authenticated",
                "unauthorized",
                "it wants to know who calls (401). Set"
                        + " MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.");
        assertAnswer(
                403,
                Map.of(),
                "Permission denied",
                "forbidden",
                "this user may not do that (403). Get the right"
                        + " there, or, of MLflow 3, see that it was started with --allowed-hosts 127.0.0.1.");
        assertAnswer(
                403,
                Map.of(),
                "Invalid Host header - possible DNS rebinding attack detected",
                "forbidden",
                "it does not take calls under this name (403). Start it with --allowed-hosts 127.0.0.1.");
        assertAnswer(
                404,
                Map.of(),
                "<html>Not Found</html>",
                "not-mlflow",
                "what answers there is no API of MLflow 2 or"
                        + " later (404). Set 'tracking' or MLFLOW_TRACKING_URI to the address under which MLflow's own pages open.");
        assertAnswer(
                200,
                Map.of(),
                "<html>Welcome</html>",
                "not-mlflow",
                "what answers there is no API of MLflow 2 or"
                        + " later (200). Set 'tracking' or MLFLOW_TRACKING_URI to the address under which MLflow's own pages open.");
        assertAnswer(
                302,
                Map.of("Location", "https://u:p@login.example.com/x?token=1"),
                "",
                "not-mlflow",
                "it sends callers on to https://login.example.com (302). Set 'tracking' or MLFLOW_TRACKING_URI to the"
                        + " address under which MLflow's own pages open.");
        assertAnswer(
                413,
                Map.of(),
                "<html>Too Large</html>",
                "too-large",
                "it takes no request of this size (413). Raise"
                        + " the limit of the proxy before it, such as client_max_body_size of nginx.");
        assertAnswer(
                500,
                Map.of(),
                "{\"error_code\": \"INTERNAL_ERROR\", \"message\": \"?\"}",
                "failed",
                "it answers" + " with an error of its own (500). See its log, or run again later.");
        assertThat(pauses).isEmpty();
    }

    @Test
    void triesAgainWhatMayGoWellLaterAndThenSaysSo() {
        FaultyProxy.Fault busy = FaultyProxy.answer(503, Map.of(), "<html>");
        proxy.fail(GET, busy, busy, busy, FaultyProxy.answer(200, Map.of(), "{}"));
        assertRefused(
                () -> tracking().versions("m"),
                "failed",
                "it answers with an error of its own (503). See its" + " log, or run again later.");
        assertThat(pauses).containsExactly(Duration.ofMillis(10), Duration.ofMillis(20));
        assertThat(proxy.requests()).hasSize(3);
    }

    @Test
    void waitsAsLongAsTheServerAsksButNotForEver() {
        FaultyProxy.Fault full = FaultyProxy.answer(429, Map.of("Retry-After", "4"), "");
        proxy.fail(GET, full, FaultyProxy.answer(404, Map.of(), "{\"error_code\": \"RESOURCE_DOES_NOT_EXIST\"}"));
        assertThat(tracking().versions("m")).isEmpty();
        assertThat(pauses).containsExactly(Duration.ofSeconds(4));

        proxy.fail(GET, FaultyProxy.answer(429, Map.of("Retry-After", "3600"), ""));
        assertRefused(
                () -> tracking().versions("m"),
                "busy",
                "it has had too many requests (429); it asks to wait 3600" + " s. Run again later.");
        assertThat(pauses).hasSize(1);
    }

    @Test
    void givesUpOnAServerThatDoesNotAnswer() {
        ServerTracking tracking = open(ServerAddress.of(proxy.uri(), variables(Map.of())), 1);
        FaultyProxy.Fault hangs = (exchange, server) -> {};
        FaultyProxy.Fault stalls = (exchange, server) -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
        };
        for (FaultyProxy.Fault fault : List.of(hangs, stalls)) {
            proxy.fail(GET, fault);
            assertThatThrownBy(() -> tracking.versions("m"))
                    .isInstanceOf(Refusal.class)
                    .hasMessage("Cannot reach the MLflow server " + address() + ": no answer within 1 s. See whether it"
                            + " runs and what keeps it busy, or run again.");
        }
    }

    @Test
    void saysThatNobodyIsThere() {
        proxy.close();
        assertThatThrownBy(() -> ServerTracking.requireReachable(ServerAddress.of(proxy.uri(), variables(Map.of()))))
                .isInstanceOf(Refusal.class)
                .hasMessage(
                        "Cannot reach the MLflow server " + address() + ": nothing listens there. Start it, or correct"
                                + " 'tracking' in the params or in conf/, or MLFLOW_TRACKING_URI.");
        assertThatThrownBy(() -> ServerTracking.requireReachable(
                        ServerAddress.of("https://mlflow.invalid/x/", variables(Map.of()))))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot reach the MLflow server https://mlflow.invalid/x: there is no host of the name"
                        + " mlflow.invalid. Look for a slip of the pen, and correct 'tracking' in the params or in conf/,"
                        + " or MLFLOW_TRACKING_URI.");
    }

    @Test
    void refusesAnAddressThatIsNone() {
        assertThatThrownBy(() -> ServerAddress.of("http://my_host:5000", variables(Map.of())))
                .isInstanceOf(Refusal.class)
                .hasMessage("Cannot read the address of the MLflow server http://my_host:5000: it is none with a host."
                        + " Write it like http://mlflow.example.com:5000, without _ in the name of the host.");
        assertThatThrownBy(() -> ServerAddress.of("http://me:" + SECRET + "@[", variables(Map.of())))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Cannot read the address of the MLflow server: it is none with a host.");
    }

    @Test
    void callsAsWhomItIsToldAndTellsNobody() {
        String address = proxy.uri().replace("://", "://me:s3cr%3At%2F+%25@");
        Map<String, Map<String, String>> headers = Map.of(
                "Basic bWU6czNjcjp0Lysl",
                Map.of(),
                "Bearer " + SECRET,
                Map.of(MlflowVariables.TOKEN, SECRET),
                "Basic eW91OnMzY3I6dC8rJQ==",
                Map.of(
                        MlflowVariables.TOKEN,
                        "another",
                        MlflowVariables.USERNAME,
                        "you",
                        MlflowVariables.PASSWORD,
                        SECRET));
        headers.forEach((header, environment) -> {
            MlflowVariables variables = variables(environment);
            ServerAddress server = ServerAddress.of(address, variables);
            ServerTracking tracking = open(server, 3);
            proxy.fail(GET, FaultyProxy.answer(401, Map.of(), "no"));
            assertThatThrownBy(() -> tracking.versions("m"))
                    .isInstanceOf(Refusal.class)
                    .hasMessage("Cannot use the MLflow server " + address() + ": it does not know this user (401). Set"
                            + " MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.");
            assertThat(proxy.authorizations()).last().isEqualTo(header);
            assertThat(server + " " + tracking + " " + variables).doesNotContain("s3cr", "another", header);
        });
    }

    @Test
    void trustsWhomItIsToldTo() throws Exception {
        Path certificate = scratch.resolve("server.pem");
        HttpsServer server = tls(certificate);
        String uri = "https://localhost:" + server.getAddress().getPort();
        try {
            assertThatThrownBy(() -> ServerTracking.requireReachable(ServerAddress.of(uri, variables(Map.of()))))
                    .isInstanceOf(Refusal.class)
                    .hasMessage("Cannot trust the MLflow server " + uri + ": its certificate is of nobody that is known"
                            + " here, or of another host. Set MLFLOW_TRACKING_SERVER_CERT_PATH to the certificate of who"
                            + " signed it, or put that into the JVM's trust store.");
            ServerTracking.requireReachable(
                    ServerAddress.of(uri, variables(Map.of(MlflowVariables.CERTIFICATES, certificate.toString()))));
            ServerTracking.requireReachable(ServerAddress.of(
                    uri.replace("localhost", "127.0.0.1"), variables(Map.of(MlflowVariables.INSECURE_TLS, "true"))));
        } finally {
            server.stop(0);
        }
    }

    /** As the servers that MLflow runs behind do: a greeting that is not HTTP gets a 400 in the clear. */
    @Test
    void namesAServerWithoutTls() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String uri = "https://127.0.0.1:" + plain.getLocalPort();
            Thread server = new Thread(() -> refuseGreeting(plain));
            server.start();
            assertThatThrownBy(() -> ServerTracking.requireReachable(ServerAddress.of(uri, variables(Map.of()))))
                    .isInstanceOf(Refusal.class)
                    .hasMessage("Cannot reach the MLflow server " + uri
                            + ": it does not speak TLS. Write http:// in place of https://.");
            server.join();
        }
    }

    private static void refuseGreeting(ServerSocket plain) {
        try (Socket connection = plain.accept()) {
            assertThat(connection.getInputStream().read(new byte[4096])).isPositive();
            connection
                    .getOutputStream()
                    .write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void readsAllPages() {
        proxy.fail(GET, FaultyProxy.answer(200, Map.of(), "{\"registered_model\": {}}"));
        proxy.fail(
                "model-versions/search",
                FaultyProxy.answer(200, Map.of(), page(1, "abc")),
                FaultyProxy.answer(200, Map.of(), page(2, "def")),
                FaultyProxy.answer(200, Map.of(), page(3, "")));
        assertThat(tracking().versions("m")).extracting(ModelVersion::version).containsExactly(3, 2, 1);
    }

    private static String page(int version, String next) {
        return "{\"model_versions\": [{\"name\": \"m\", \"version\": \"" + version
                + "\", \"creation_timestamp\": \"5\"}], \"next_page_token\": \"" + next + "\"}";
    }

    private void assertAnswer(int status, Map<String, String> headers, String body, String code, String message) {
        proxy.fail(GET, FaultyProxy.answer(status, headers, body));
        assertRefused(() -> tracking().versions("m"), code, message);
    }

    private void assertRefused(ThrowingCallable call, String code, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo("tracking.server-" + code);
                    assertThat(refusal.exitCode()).isEqualTo(ExitCode.MISTAKE);
                })
                .hasMessage("Cannot use the MLflow server " + address() + ": " + message);
    }

    private String address() {
        return proxy.uri().replaceFirst("/$", "");
    }

    private ServerTracking tracking() {
        return open(ServerAddress.of(proxy.uri(), variables(Map.of())), 3);
    }

    private ServerTracking open(ServerAddress server, int attempts) {
        Patience patience = new Patience(
                Duration.ofSeconds(1), attempts, Duration.ofMillis(10), Duration.ofSeconds(5), pauses::add);
        return ServerTracking.open(server, patience, Configuration::new, scratch, new TickingClock());
    }

    private static MlflowVariables variables(Map<String, String> environment) {
        return MlflowVariables.of(environment);
    }

    /** A server with a certificate of its own making, for localhost. */
    private HttpsServer tls(Path certificate) throws Exception {
        Path store = scratch.resolve("server.p12");
        keytool(
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-keystore",
                store);
        keytool("-exportcert", "-rfc", "-file", certificate, "-keystore", store);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            byte[] body = "{\"experiments\": []}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static void keytool(Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        command.addAll(List.of("-storepass", "changeit", "-alias", "server", "-storetype", "PKCS12"));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
