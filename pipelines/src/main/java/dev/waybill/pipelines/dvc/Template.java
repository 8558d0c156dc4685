package dev.waybill.pipelines.dvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.waybill.common.file.YamlScalar;
import dev.waybill.common.refusal.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in what stands as <code>${train.layers[0]}</code>. Alone it becomes the value with its type, inside of a text the
 * value as text; <code>\${x}</code> stays <code>${x}</code>.
 */
final class Template {

    /** Where a value is put in: only a command takes mappings, only what is looped over takes lists. */
    enum Use {
        VALUE,
        COMMAND,
        LOOP
    }

    private static final Pattern EXPRESSION = Pattern.compile("(?<!\\\\)\\$\\{(.*?)}");
    private static final Pattern PATH = Pattern.compile("[^.\\[\\]]+(?:\\.[^.\\[\\]]+|\\[[^.\\[\\]]+])*");

    private final Vars vars;
    private final Use use;

    private Template(Vars vars, Use use) {
        this.vars = vars;
        this.use = use;
    }

    /** The same place with all its templates filled in, those in keys included. */
    static StrictNode fill(StrictNode node, Vars vars, Use use) {
        return node.holding(new Template(vars, use).fill(node));
    }

    /** A value as it stands inside of a text. */
    static String text(JsonNode value) {
        if (value.isNull()) {
            return "None";
        }
        return value.isFloatingPointNumber() ? YamlScalar.text(value.doubleValue()) : value.asText();
    }

    /** The keys of a text that is nothing but one expression, with dots between; else empty. */
    static String path(JsonNode written) {
        Matcher matcher = EXPRESSION.matcher(written.asText());
        boolean whole =
                written.isTextual() && matcher.matches() && matcher.group(1).indexOf('}') < 0;
        return whole ? String.join(".", words(matcher.group(1))) : "";
    }

    /** The keys and positions of an expression: {@code train.layers[0]} has three. */
    static List<String> words(String expression) {
        return Arrays.stream(expression.replace('[', '.').replace("]", "").split("\\.", -1))
                .map(String::strip)
                .toList();
    }

    static void refuseIn(StrictNode node) {
        if (node.node().isTextual() && EXPRESSION.matcher(node.text()).find()) {
            throw Refusal.mistake(
                    "dvc.template",
                    "Cannot read " + node.place() + ": vars cannot hold templates.",
                    "Write the value itself.");
        } else if (node.node().isArray()) {
            node.items().forEach(Template::refuseIn);
        } else if (node.node().isObject()) {
            node.children().forEach(Template::refuseIn);
        }
    }

    private JsonNode fill(StrictNode node) {
        if (node.node().isTextual()) {
            return fill(node, node.node().textValue());
        } else if (node.node().isArray()) {
            ArrayNode filled = JsonNodeFactory.instance.arrayNode();
            node.items().forEach(item -> filled.add(fill(item)));
            return filled;
        } else if (node.node().isObject()) {
            ObjectNode filled = JsonNodeFactory.instance.objectNode();
            node.children().forEach(child -> filled.set(text(fill(child, child.key())), fill(child)));
            return filled;
        }
        return node.node();
    }

    private JsonNode fill(StrictNode at, String text) {
        Matcher matcher = EXPRESSION.matcher(text);
        if (matcher.matches() && matcher.group(1).indexOf('}') < 0) {
            return value(at, matcher.group(1));
        }
        String filled = matcher.reset().replaceAll(match -> Matcher.quoteReplacement(inside(at, match)));
        return TextNode.valueOf(filled.replace("\\${", "${"));
    }

    private String inside(StrictNode at, MatchResult match) {
        JsonNode value = value(at, match.group(1));
        if (value.isArray()) {
            throw wrongType(at, match.group(1), "a list");
        }
        return value instanceof ObjectNode mapping ? CommandOptions.of(mapping, at) : text(value);
    }

    private JsonNode value(StrictNode at, String expression) {
        if (!PATH.matcher(expression).matches()) {
            throw Refusal.mistake(
                    "dvc.template",
                    "Cannot read %s: '${%s}' is not a path of keys.".formatted(at.place(), expression),
                    "Write it like ${train.layers[0]}.");
        }
        JsonNode value = vars.find(expression)
                .orElseThrow(() -> Refusal.mistake(
                        "dvc.unknown-variable",
                        "Cannot read %s: there is no value for '${%s}'.".formatted(at.place(), expression),
                        vars.remedy(expression)));
        if (value.isArray() && use != Use.LOOP) {
            throw wrongType(at, expression, "a list");
        } else if (value.isObject() && use == Use.VALUE) {
            throw wrongType(at, expression, "a mapping");
        }
        return value;
    }

    private static Refusal wrongType(StrictNode at, String expression, String what) {
        return Refusal.mistake(
                "dvc.template",
                "Cannot read %s: '${%s}' is %s.".formatted(at.place(), expression, what),
                "Name one of its values.");
    }
}
