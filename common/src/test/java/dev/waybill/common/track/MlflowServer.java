package dev.waybill.common.track;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real MLflow server of one version on a free port of this machine, with its database and artifacts in a folder. */
record MlflowServer(URI uri, Process process, Thread onExit) implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration START = Duration.ofMinutes(2);

    /** Skips the test, saying so, where there is no Python. */
    static MlflowServer start(String version, Path folder) throws IOException, InterruptedException {
        MlflowPython mlflow = MlflowPython.install(version);
        int port = freePort();
        Path log = folder.resolve("server.log");
        ProcessBuilder command = new ProcessBuilder(List.of(
                        mlflow.venv().program("python"),
                        "-m",
                        "mlflow",
                        "server",
                        "--host=127.0.0.1",
                        "--port=" + port,
                        "--workers=1",
                        "--backend-store-uri=sqlite:///" + folder.resolve("mlflow.db"),
                        "--artifacts-destination=" + folder.resolve("artifacts")))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        command.environment().put("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false");
        Process process = command.start();
        Thread onExit = new Thread(() -> stop(process));
        Runtime.getRuntime().addShutdownHook(onExit);
        MlflowServer server = new MlflowServer(URI.create("http://127.0.0.1:" + port), process, onExit);
        server.awaitHealth(log);
        return server;
    }

    /** What the server answers to a call that must go well. */
    String call(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri.resolve("/api/2.0/mlflow/" + path))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(path + " gave " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(onExit);
        stop(process);
    }

    /** Its workers first: they would outlive it. */
    private static void stop(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join();
    }

    private void awaitHealth(Path log) throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (!isHealthy()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                close();
                throw new IllegalStateException("MLflow did not start:\n" + Files.readString(log));
            }
            Thread.sleep(100);
        }
    }

    private boolean isHealthy() throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(uri.resolve("/health")).build();
            return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
