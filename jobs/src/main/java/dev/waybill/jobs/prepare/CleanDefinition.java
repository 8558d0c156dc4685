package dev.waybill.jobs.prepare;

import dev.waybill.common.section.Fingerprint;
import dev.waybill.common.section.Source;
import dev.waybill.jobs.prepare.quality.Checks;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.spark.sql.types.StructType;

/**
 * All that says what a clean row is.
 *
 * @param columns the types that expressions of params have over the raw columns of now
 * @param lookups prints of the files in which values are looked up
 */
record CleanDefinition(Source source, Checks checks, StructType columns, List<String> lookups) {

    /** Another one whenever the same files and params come to mean other rows, so that tables are made anew. */
    private static final String READING = "2: quotes of RFC 4180, times as instants";

    private static final String YOUNGER_OF_SOURCE = ", arrivesAt=Optional.empty, next=Optional.empty, numberRows=false,"
            + " unusable=Unusable[numbers=keep, texts=keep, placeholders=[]]]";

    private static final String YOUNGER_OF_CHECKS = ", unusable=1.0";

    /** Two equal ones mean the same rows, however params were written. */
    String print() {
        return Fingerprint.of(
                Map.of("reading", READING, "source", source, "checks", checks, "columns", types(), "lookups", lookups));
    }

    private SortedMap<String, String> types() {
        SortedMap<String, String> types = new TreeMap<>();
        Arrays.stream(columns.fields())
                .forEach(field -> types.put(field.name(), field.dataType().catalogString()));
        return types;
    }

    /**
     * Notes of an older Waybill, as they would be written now: so tables that it made by these same definitions are not
     * made anew, which would lose the rows of files that are no longer there.
     */
    List<String> inOurWords(List<String> notes) {
        String former = formerPrint();
        String print = print();
        return notes.stream().map(note -> note.replace(former, print)).toList();
    }

    /**
     * Goes by how Java showed records then. Keys that are younger are left out where they are not set; where one is, the
     * definitions are not those of an older Waybill.
     */
    String formerPrint() {
        String ofSource = source.toString().replace(YOUNGER_OF_SOURCE, "]");
        String ofChecks = checks.toString().replace(YOUNGER_OF_CHECKS, "");
        String text = String.join("\n", READING, ofSource, ofChecks, columns.simpleString(), lookups.toString());
        return DigestUtils.sha256Hex(text.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }
}
