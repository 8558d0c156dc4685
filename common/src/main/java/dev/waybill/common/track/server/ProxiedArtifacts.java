package dev.waybill.common.track.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waybill.common.track.ArtifactUri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Artifacts that the server itself hands out and takes, under {@code mlflow-artifacts:/..}. */
record ProxiedArtifacts(HttpExchange http, Patience patience) implements ArtifactRepository {

    static final String SCHEME = "mlflow-artifacts:";

    private static final String ROOT = "/api/2.0/mlflow-artifacts/artifacts";
    /** A connection so slow that it is given up. */
    private static final long BYTES_PER_SECOND = 100_000;

    /** How many times as long as for an answer is waited for a file, whose size is not known before. */
    private static final int DOWNLOAD = 20;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public void upload(Path file, String location) {
        try {
            HttpRequest request = http.request(ROOT + "/" + ArtifactUri.encoded(path(location)))
                    .PUT(BodyPublishers.ofFile(file))
                    .build();
            Duration limit = patience.limit().plusSeconds(Files.size(file) / BYTES_PER_SECOND);
            answer(request, BodyHandlers.ofString(StandardCharsets.UTF_8), limit);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    @Override
    public List<Entry> list(String location) {
        HttpRequest request = http.request(ROOT + Call.query(Map.of("path", path(location))))
                .GET()
                .build();
        HttpResponse<String> answer = answer(request, BodyHandlers.ofString(StandardCharsets.UTF_8), patience.limit());
        List<Entry> entries = new ArrayList<>();
        for (JsonNode file : json(answer).path("files")) {
            String given = file.path("path").asText();
            entries.add(new Entry(
                    given.substring(given.lastIndexOf('/') + 1),
                    file.path("is_dir").asBoolean()));
        }
        return entries;
    }

    /** Whole, or not there: what a broken attempt left is written anew by the next. */
    @Override
    public void download(String location, Path file) {
        HttpRequest request = http.request(ROOT + "/" + ArtifactUri.encoded(path(location)))
                .GET()
                .build();
        BodyHandler<String> handler = info -> info.statusCode() == 200
                ? BodySubscribers.mapping(
                        BodySubscribers.ofFile(
                                file,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.TRUNCATE_EXISTING),
                        Path::toString)
                : BodySubscribers.ofString(StandardCharsets.UTF_8);
        answer(request, handler, patience.limit().multipliedBy(DOWNLOAD));
    }

    private HttpResponse<String> answer(HttpRequest request, BodyHandler<String> handler, Duration limit) {
        return patience.answer(
                () -> {
                    HttpResponse<String> answer = http.send(request, handler, limit);
                    if (answer.statusCode() / 100 != 2) {
                        throw AnswerProblem.of(http.server(), answer);
                    }
                    return answer;
                },
                Optional::empty);
    }

    private JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw AnswerProblem.of(http.server(), answer);
        }
    }

    /** With a host in it, the location is one of another server. */
    private static String path(String location) {
        String path = location.substring(SCHEME.length());
        if (path.startsWith("//")) {
            throw ArtifactUri.elsewhere(location, "Start the server with --artifacts-destination alone.");
        }
        return path.replaceFirst("^/+", "");
    }
}
