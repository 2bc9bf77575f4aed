package com.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.understudy.dl4j.ImitatorUpdater;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.slf4j.LoggerFactory;

/** What a DL4J training gets by depending on the library: the updater, and nothing of the command line. */
class LibraryUserTest {
    @Test
    void itsOwnListenersAreHeard() {
        MultiLayerNetwork net = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .updater(ImitatorUpdater.pretrained("sgd"))
                .list(
                        new DenseLayer.Builder().nIn(2).nOut(8).activation(Activation.TANH).build(),
                        new OutputLayer.Builder(LossFunction.XENT).nIn(8).nOut(1).activation(Activation.SIGMOID).build())
                .build());
        net.init();
        net.setListeners(new ScoreIterationListener(10));
        INDArray points = Nd4j.rand(64, 2), above = points.sum(true, 1).gt(1).castTo(DataType.FLOAT);
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            for (int step = 0; step < 100; step++) {
                net.fit(points, above);
            }
        } finally {
            System.setErr(before);
        }
        String text = said.toString(StandardCharsets.UTF_8);
        assertEquals(10, text.lines().filter(line -> line.contains("INFO") && line.contains("Score at iteration ")).count(), text);
    }

    @Test
    void itsLoggerIsItsOwn() {
        assertEquals("org.slf4j.simple.SimpleLoggerFactory", LoggerFactory.getILoggerFactory().getClass().getName());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "logback.xml",
                "logback-test.xml",
                "META-INF/services/ch.qos.logback.classic.spi.Configurator",
                "ch/qos/logback/classic/Logger.class",
                "ch/qos/logback/core/Context.class",
                "picocli/CommandLine.class",
                "me/tongfei/progressbar/ProgressBar.class",
                "org/jline/terminal/Terminal.class",
                "META-INF/resources/webjars"
            })
    void nothingOfTheCommandLineIsOnItsClassPath(String resource) {
        assertNull(getClass().getClassLoader().getResource(resource));
    }

    @Test
    void noJarOfTheCommandLineIsOnItsClassPath() {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> jars = Arrays.stream(path.split(File.pathSeparator)).map(jar -> new File(jar).getName()).toList();
        assertTrue(jars.contains("understudy-0.1.0-SNAPSHOT.jar"), path);
        assertEquals(List.of(), jars.stream().filter(jar -> jar.matches("(picocli|jline|progressbar|uplot|logback).*")).toList());
    }
}
