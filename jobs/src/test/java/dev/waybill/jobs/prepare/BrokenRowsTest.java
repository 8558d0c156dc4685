package dev.waybill.jobs.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.jobs.TinyPipeline;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kind of broken row ends where it belongs, and none of them takes another row with it: one run over a folder with
 * a file for each kind.
 */
class BrokenRowsTest {

    private static final String HEADER = TinyPipeline.HEADER + ",lat,lon";

    private static final String GOOD = "good,2020-03-05 10:00:00,2020-03-05 10:10:00,z1,2,1.5,40.7,-74.0";

    /**
     * What it is, the line, where it ends: {@code kept}, {@code duplicate}, or the reasons for which it is rejected. In
     * a line, T stands for 10 o'clock and U for ten past ten on 6 March, P for a place in town, and K for a key.
     */
    private static final String KINDS = """
            a number that is text              | K,T,U,z1,2,far,P                        | kept
            a number with a comma              | K,T,U,z1,2,"1,5",P                      | kept
            NaN for a number                   | K,T,U,z1,2,NaN,P                        | implausible-distance
            a number too large for the type    | K,T,U,z1,2,1e999,P                      | implausible-distance
            a huge number                      | K,T,U,z1,2,205654.12,P                  | implausible-distance
            a negative distance                | K,T,U,z1,2,-3,P                         | implausible-distance
            too few fields                     | K,T,U,z1                                | unreadable
            one field                          | K                                       | unreadable missing-requested_at
            too many fields                    | K,T,U,z1,2,1,P,surplus                  | unreadable
            a quote never closed               | K,T,U,"z1,2,1,P                         | unreadable
            a quote inside a text              | K,T,U,z"1,2,1,P                         | kept
            only commas                        | ,,,,,,,                                 | missing-trip_id missing-requested_at
            no key                             | ,T,U,z1,2,1,P                           | missing-trip_id
            an empty key in quotes             | "",T,U,z1,2,1,P                         | missing-trip_id
            no time                            | K,,U,z1,2,1,P                           | missing-requested_at
            24 o'clock                         | K,2020-03-06 24:05:00,U,z1,2,1,P        | missing-requested_at
            a time as a fraction of a day      | K,0.875,U,z1,2,1,P                      | missing-requested_at
            midnight as 1                      | K,1,U,z1,2,1,P                          | missing-requested_at
            NaN for a time                     | K,NaN ,U,z1,2,1,P                       | missing-requested_at
            a day that is none                 | K,2020-02-30 10:00:00,U,z1,2,1,P        | missing-requested_at
            the day first                      | K,06-03-2020 10:00,U,z1,2,1,P           | missing-requested_at
            milliseconds since 1970            | K,1583488800000,U,z1,2,1,P              | missing-requested_at
            a header in the middle             | HEADER                                  | missing-requested_at
            a time in the future               | K,2999-01-01 10:00:00,,z1,2,1,P         | in-the-future
            a finish before the request        | K,T,2020-03-06 09:00:00,z1,2,1,P        | implausible-duration
            no time between the two            | K,T,T,z1,2,1,P                          | implausible-duration
            a finish days later                | K,T,2020-03-09 10:00:00,z1,2,1,P        | implausible-duration
            a finish that is no time           | K,T,24:05:00,z1,2,1,P                   | kept
            no finish                          | K,T,,z1,2,1,P                           | kept
            coordinates swapped                | K,T,U,z1,2,1,-74.0,40.7                 | not-in-town
            coordinates of zero                | K,T,U,z1,2,1,0.0,0.0                    | not-in-town
            a sign that is lost                | K,T,U,z1,2,1,-40.7,-74.0                | not-in-town
            coordinates that are no numbers    | K,T,U,z1,2,1,north,west                 | kept
            three things at once               | ,T,T,z1,2,-1,P                          | missing-trip_id implausible-duration implausible-distance
            the same row again                 | good,2020-03-05 10:00:00,2020-03-05 10:10:00,z1,2,1.5,40.7,-74.0 | duplicate
            the same key with another finish   | good,2020-03-05 10:00:00,2020-03-05 10:12:00,z1,2,1.5,40.7,-74.0 | duplicate
            the same key on another day        | good,T,U,z1,2,1.5,P                    | duplicate
            a time in quotes                   | K,"2020-03-06 10:00:00",U,z1,2,1,P      | kept
            a letter that no code has          | K,T,U,z\uFFFD1,2,1,P                    | garbled-text
            letters of other scripts           | K,T,U,Ḍēlĩ 東京 🛵,2,1,P                  | kept
            a spreadsheet formula              | K,T,U,=1+1,2,1,P                        | kept
            a backslash before the comma       | K,T,U,z1\\,2,1,P                        | kept
            """;

    private record Kind(String name, String line, String outcome) {

        static Kind parse(String text) {
            String[] parts = text.split("[|]", -1);
            return new Kind(parts[0].strip(), parts[1].strip(), parts[2].strip());
        }

        String line(int number) {
            return line.replaceAll("^K(?=,|$)", "k" + number)
                    .replaceAll("(?<=,)T(?=,|$)", "2020-03-06 10:00:00")
                    .replaceAll("(?<=,)U(?=,|$)", "2020-03-06 10:10:00")
                    .replaceAll("(?<=,)P(?=,|$)", "40.7,-74.0")
                    .replaceAll("^HEADER$", HEADER);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @TempDir
    private static Path home;

    private static TinyPipeline pipeline;
    private static Prepare.Result result;
    private static Set<String> kept;
    private static Map<String, String> rejected;

    @BeforeAll
    static void prepareAllKindsAtOnce() {
        pipeline = new TinyPipeline(home);
        pipeline.write("rows/good.csv", List.of(HEADER, GOOD, "", "   ", "\t"));
        List<Kind> kinds = kinds();
        for (int i = 0; i < kinds.size(); i++) {
            pipeline.write(
                    "rows/%d.csv".formatted(i), List.of(HEADER, kinds.get(i).line(i)));
        }
        result = pipeline.run(
                new Prepare(),
                "source.path=rows",
                "source.columns.lat={expr: cast(lat as double), known-at: request}",
                "source.columns.lon={expr: cast(lon as double), known-at: request}",
                "checks.quarantine.not-in-town=lat between 40 and 42 and lon between -75 and -73",
                "checks.quarantine.in-the-future=\"requested_at < timestamp'2020-04-01'\"",
                "checks.unreadable=0.9",
                "checks.lost=1",
                "checks.rejected=0.9");
        kept = pipeline.tables().read("trips").select("trip_id").collectAsList().stream()
                .map(row -> row.getString(0))
                .collect(Collectors.toSet());
        rejected = pipeline
                .tables()
                .read(Prepare.QUARANTINE)
                .selectExpr("regexp_extract(source_file, '([0-9]+).csv$', 1)", "array_join(reasons, ' ')")
                .collectAsList()
                .stream()
                .collect(Collectors.toMap(row -> row.getString(0), row -> row.getString(1)));
    }

    @AfterAll
    static void close() {
        pipeline.close();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void endsWhereItBelongs(Kind kind) {
        int number = kinds().indexOf(kind);
        String where = kept.contains("k" + number) ? "kept" : rejected.getOrDefault("" + number, "duplicate");
        assertThat(where).as(kind.line(number)).isEqualTo(kind.outcome());
    }

    @Test
    void losesAndDoublesNoRow() {
        long duplicates = kinds().stream()
                .filter(kind -> kind.outcome().equals("duplicate"))
                .count();
        assertThat(result.rowsIn())
                .as("a row a kind, the good one, no blank lines")
                .isEqualTo(kinds().size() + 1);
        assertThat(result.duplicates()).isEqualTo(duplicates);
        assertThat(kept.size() + rejected.size() + duplicates).isEqualTo(result.rowsIn());
        assertThat(kept).contains("good");
    }

    static List<Kind> kinds() {
        return KINDS.lines().map(Kind::parse).toList();
    }
}
