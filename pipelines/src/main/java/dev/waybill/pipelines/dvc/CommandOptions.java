package dev.waybill.pipelines.dvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A mapping as the options of a command: {@code --train.lr 0.1 --shuffle --layers 64 32}. */
final class CommandOptions {

    private static final Pattern BARE_WORD = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private CommandOptions() {}

    static String of(ObjectNode mapping, StrictNode at) {
        List<String> words = new ArrayList<>();
        collect("", mapping, at, words);
        return String.join(" ", words);
    }

    private static void collect(String path, ObjectNode mapping, StrictNode at, List<String> words) {
        mapping.fields().forEachRemaining(field -> {
            String name = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            JsonNode value = field.getValue();
            if (value instanceof ObjectNode inner) {
                collect(name, inner, at, words);
            } else if (value.isArray()) {
                list(name, value, at, words);
            } else if (!value.isBoolean()) {
                words.add("--" + name);
                words.add(word(value));
            } else if (value.booleanValue()) {
                words.add("--" + name);
            }
        });
    }

    private static void list(String name, JsonNode values, StrictNode at, List<String> words) {
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).isContainerNode()) {
                throw at.wrong("takes '" + name + "', a list that holds more than values, into a command");
            } else if (i == 0) {
                words.add("--" + name);
            }
            words.add(word(values.get(i)));
        }
    }

    /** A text is quoted for the shell; within a list, DVC writes true and false as Python does. */
    private static String word(JsonNode value) {
        if (value.isBoolean()) {
            return value.booleanValue() ? "True" : "False";
        } else if (!value.isTextual()) {
            return Template.text(value);
        }
        String text = value.textValue();
        return BARE_WORD.matcher(text).matches() ? text : "'" + text.replace("'", "'\"'\"'") + "'";
    }
}
