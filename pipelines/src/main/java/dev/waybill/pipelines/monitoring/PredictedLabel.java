package dev.waybill.pipelines.monitoring;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What is predicted, from which metrics have their first word, so that those of {@code eta_minutes} and
 * {@code demand_trips} are told apart.
 *
 * @param name as in params
 * @param unit as in params
 */
public record PredictedLabel(String name, Optional<String> unit) {

    private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9]+");

    /** The first word of metrics: {@code eta} of {@code eta_minutes}. */
    String firstWord() {
        return words().stream()
                .findFirst()
                .filter(word -> Character.isLetter(word.charAt(0)))
                .orElse("label");
    }

    /** The end of metrics in the label's unit: the last word of its name, as in {@code _minutes}, or else its unit. */
    String unitSuffix() {
        List<String> words = words();
        Optional<String> word = words.size() > 1 ? Optional.of(words.get(words.size() - 1)) : unit;
        return word.filter(text -> !OTHER.matcher(text).find())
                .map(text -> "_" + text)
                .orElse("");
    }

    private List<String> words() {
        return OTHER.splitAsStream(name).filter(Predicate.not(String::isEmpty)).toList();
    }
}
