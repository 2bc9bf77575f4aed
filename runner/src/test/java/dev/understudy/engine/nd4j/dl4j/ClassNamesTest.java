package dev.understudy.engine.nd4j.dl4j;

import static dev.understudy.engine.nd4j.Nets.dense;
import static dev.understudy.engine.nd4j.Nets.images;
import static dev.understudy.engine.nd4j.Nets.softmax;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.engine.nd4j.Nets;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** A foreign file cannot load a class that is not a part of a network, however it names the class. */
@Tag("nd4j")
class ClassNamesTest {
    private static final String PROBE = "dev.understudy.engine.nd4j.dl4j.Probe";
    private static final String TANH = "org.nd4j.linalg.activations.impl.ActivationTanH";
    private static final String NO_DROPOUT = "\"idropout\" : null";

    @ParameterizedTest
    @ValueSource(
            strings = {
                PROBE,
                TANH + "<" + PROBE + ">",
                "org.deeplearning4j.nn.conf.layers.DenseLayer<" + PROBE + ">",
                "org.nd4j.linalg.schedule.MapSchedule<java.util.Map<java.lang.String," + PROBE + ">>",
                "[L" + PROBE + ";",
                "[Lorg.nd4j.linalg.activations.impl.ActivationTanH;",
                TANH + " " + PROBE,
                TANH + "$Probe",
                TANH + "." + PROBE,
                "org.nd4j.linalg.activations.impl.ActivationTanH\\n",
                "\\u006fvil." + PROBE,
                "org.nd4j.linalg.factory.Nd4j",
                "org.deeplearning4j.nn.conf.memory.LayerMemoryReport",
                "org.deeplearning4j.nn.multilayer.MultiLayerNetwork",
                "dev.understudy.dl4j.ImitatorUpdater<" + PROBE + ">",
                "dev.understudy.cli.Main",
                "Probe",
                ""
            })
    void aNameThatIsNotWhollyThatOfAPartIsRefusedBeforeItsClassIsLoaded(String name) {
        for (String spelling : new String[] {
            "{\"@class\" : \"%s\"}",
            "{\"\\u0040class\" : \"%s\"}",
            "{\"\\u0040\\u0063lass\" : \"%s\"}",
            "{\"@CLASS\" : \"%s\"}",
            "{\"@class\" : \"org.deeplearning4j.nn.conf.dropout.Dropout\", \"p\" : 0.5, \"@class\" : \"%s\"}",
            "{\"@class\" : \"%s\", \"@class\" : \"org.deeplearning4j.nn.conf.dropout.Dropout\", \"p\" : 0.5}",
            "{\"p\" : 0.5, \"deep\" : [[{\"er\" : {\"@class\" : \"%s\"}}]]}",
            "{\"type\" : \"%s\"}",
            "{\"Type\" : \"%s\"}",
            "[\"%s\", {\"p\" : 0.5}]",
            "[\"%s\"]",
            "[[\"%s\", {}]]"
        }) {
            refused(good().replace(NO_DROPOUT, "\"idropout\" : " + spelling.formatted(name)));
        }
        assertThat(System.getProperty(Probe.TRACE)).isNull();
    }

    @Test
    void whatIsNoTextIsNoName() {
        for (String value : new String[] {"1", "null", "true", "{\"a\" : 1}", "[\"java.lang.String\"]", "[1]"}) {
            refused(good().replace(NO_DROPOUT, "\"idropout\" : {\"@class\" : " + value + "}"));
        }
    }

    @Test
    void aListOfNamesIsAListOfNamesOnlyWhereItsKeySaysSo() {
        String listed = good().replace(NO_DROPOUT, "\"idropout\" : null, \"variables\" : [ \"W\", \"a.b\" ]");
        assertThatCode(() -> ClassNames.check(listed)).doesNotThrowAnyException();
        refused(good().replace(NO_DROPOUT, "\"variables\" : [[ \"" + PROBE + "\" ]]"));
        refused(good().replace(NO_DROPOUT, "\"variables\" : [{\"idropout\" : [ \"" + PROBE + "\" ]}]"));
    }

    @Test
    void whatIsRefusedIsShownInOneHarmlessLine() {
        assertThatThrownBy(() -> ClassNames.check("{\"@class\" : \"" + "\\u001b[2J\\n".repeat(100) + "\"}"))
                .hasMessageContaining("names class ?[2J?")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", "\u001b"))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
    }

    @Test
    void whatDl4jItselfWritesIsRead() {
        String json = Nets.json(Nets.builder()
                .layer(new Convolution2D.Builder(2, 2)
                        .nIn(2)
                        .nOut(3)
                        .weightNoise(new DropConnect(0.5))
                        .dropOut(new GaussianDropout(0.5))
                        .l2(0.1)
                        .updater(new Nesterovs(new ExponentialSchedule(ScheduleType.EPOCH, 0.1, 0.9), 0.9))
                        .constrainWeights(new MaxNormConstraint(1, 1))
                        .weightInit(new NormalDistribution(0, 1))
                        .build())
                .layer(new Cropping2D.Builder(1, 1).build())
                .layer(new Bidirectional(new LSTM.Builder().nIn(2).nOut(2).build()))
                .layer(new FrozenLayer(dense(3)))
                .layer(softmax().build()));
        assertThat(json)
                .contains(
                        "conf.layers.convolutional.",
                        "conf.layers.recurrent.",
                        "conf.layers.misc.",
                        "conf.constraint.",
                        "conf.dropout.",
                        "conf.weightnoise.",
                        "conf.distribution.",
                        "linalg.schedule.",
                        "learning.regularization.",
                        "\"params\" : [");
        assertThatCode(() -> ClassNames.check(json)).doesNotThrowAnyException();
        // Its lists of parameters' names come with the shapes that an input type gives.
        String computedBySameDiff = images(
                new LocallyConnected2D.Builder().kernelSize(2, 2).nOut(2).build(),
                softmax().build());
        assertThatCode(() -> ClassNames.check(computedBySameDiff)).doesNotThrowAnyException();
    }

    private static String good() {
        String good = images(dense(4), softmax().build());
        assertThat(good).contains(NO_DROPOUT);
        return good;
    }

    private static void refused(String json) {
        assertThatThrownBy(() -> Dl4jSpec.read(json))
                .as(json)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names class");
    }
}
