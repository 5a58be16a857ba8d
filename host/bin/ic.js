#!/usr/bin/env node
import '../dist/ic.js';
