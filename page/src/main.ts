import { mount } from "svelte";
import App from "./App.svelte";
import "./style.css";
import { speech } from "./words/words.svelte";

speech.start(null);
mount(App, { target: document.getElementById("page")! });
