package dev.waybill.common.model.shap;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Real trips of green taxis, where the file is there, with what is known at request.
 *
 * @param rows one after the other, {@link #FEATURES} numbers each
 * @param minutes how long the trips took
 */
@SuppressWarnings("ArrayRecordComponent")
record GreenTaxi(float[] rows, float[] minutes) {

    static final int FEATURES = 12;

    private static final Path FILE = Path.of("../shared/data/green-taxi/green_tripdata_2020-03.csv.gz");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final List<String> HISTORIES = List.of("origin", "destination", "pair");

    /** Sum and number of the minutes of the trips so far. */
    private record History(double minutes, int trips) {
        History with(double more) {
            return new History(minutes + more, trips + 1);
        }
    }

    static Optional<GreenTaxi> read(int trips) {
        Path file = List.of(FILE, Path.of("..").resolve(FILE)).stream()
                .filter(Files::exists)
                .findFirst()
                .orElse(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return Optional.of(of(lines.lines()
                    .skip(1)
                    .map(line -> line.split(",", -1))
                    .filter(cells -> minutes(cells) >= 1 && minutes(cells) <= 90)
                    .limit(trips)
                    .toList()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private static GreenTaxi of(List<String[]> trips) {
        float[] rows = new float[trips.size() * FEATURES];
        float[] minutes = new float[trips.size()];
        Map<String, History> histories = new HashMap<>();
        for (int i = 0; i < minutes.length; i++) {
            String[] cells = trips.get(i);
            minutes[i] = (float) minutes(cells);
            fill(cells, histories, rows, i * FEATURES);
        }
        return new GreenTaxi(rows, minutes);
    }

    private static void fill(String[] cells, Map<String, History> histories, float[] into, int from) {
        LocalDateTime requested = LocalDateTime.parse(cells[1], TIME);
        int at = from;
        into[at++] = requested.getDayOfWeek().getValue();
        into[at++] = requested.getHour() + requested.getMinute() / 60f;
        for (int column : new int[] {0, 5, 6, 7}) {
            into[at++] = cells[column].isEmpty() ? Float.NaN : Float.parseFloat(cells[column]);
        }
        for (String kind : HISTORIES) {
            String key =
                    kind + (kind.equals("destination") ? "" : cells[5]) + "-" + (kind.equals("origin") ? "" : cells[6]);
            History history = histories.getOrDefault(key, new History(0, 0));
            into[at++] = history.trips() == 0 ? Float.NaN : (float) (history.minutes() / history.trips());
            into[at++] = history.trips();
            histories.put(key, history.with(minutes(cells)));
        }
    }

    private static double minutes(String[] cells) {
        return Duration.between(LocalDateTime.parse(cells[1], TIME), LocalDateTime.parse(cells[2], TIME))
                        .toSeconds()
                / 60.0;
    }
}
